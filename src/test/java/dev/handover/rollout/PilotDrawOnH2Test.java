package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class PilotDrawOnH2Test extends PilotDrawContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
