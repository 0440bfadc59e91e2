package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class DeviceMovesOnH2Test extends DeviceMovesContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
