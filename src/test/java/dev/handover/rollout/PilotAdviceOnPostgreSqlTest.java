package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class PilotAdviceOnPostgreSqlTest extends PilotAdviceContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
