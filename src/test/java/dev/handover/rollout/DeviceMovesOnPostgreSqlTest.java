package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class DeviceMovesOnPostgreSqlTest extends DeviceMovesContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
