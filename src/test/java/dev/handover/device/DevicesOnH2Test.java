package dev.handover.device;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class DevicesOnH2Test extends DevicesContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
