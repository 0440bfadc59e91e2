package dev.handover.health;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class DeviceReadingsOnPostgreSqlTest extends DeviceReadingsContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
