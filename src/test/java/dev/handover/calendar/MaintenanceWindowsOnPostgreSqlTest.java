package dev.handover.calendar;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class MaintenanceWindowsOnPostgreSqlTest extends MaintenanceWindowsContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
