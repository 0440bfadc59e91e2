package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class PilotPlannerOnH2Test extends PilotPlannerContract {

  private static final DataSource DATA = TestDatabase.h2();

  @Override
  DataSource dataSource() {
    return DATA;
  }
}
