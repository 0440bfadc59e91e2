package dev.handover.calendar;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class MaintenanceWindowsOnH2Test extends MaintenanceWindowsContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
