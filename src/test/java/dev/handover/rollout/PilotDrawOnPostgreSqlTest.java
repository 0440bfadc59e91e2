package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class PilotDrawOnPostgreSqlTest extends PilotDrawContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
