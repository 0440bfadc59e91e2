package dev.handover.device;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class FleetImportOnPostgreSqlTest extends FleetFilesContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
