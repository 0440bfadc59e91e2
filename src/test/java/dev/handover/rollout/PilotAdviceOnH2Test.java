package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class PilotAdviceOnH2Test extends PilotAdviceContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
