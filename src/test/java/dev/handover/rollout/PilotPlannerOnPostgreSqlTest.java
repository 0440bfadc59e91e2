package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class PilotPlannerOnPostgreSqlTest extends PilotPlannerContract {

  private static final DataSource DATA = TestDatabase.postgres();

  @Override
  DataSource dataSource() {
    return DATA;
  }
}
