package dev.handover.health;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class DeviceReadingsOnH2Test extends DeviceReadingsContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
