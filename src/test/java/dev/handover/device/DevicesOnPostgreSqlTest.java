package dev.handover.device;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class DevicesOnPostgreSqlTest extends DevicesContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
