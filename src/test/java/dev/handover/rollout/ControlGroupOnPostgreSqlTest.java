package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class ControlGroupOnPostgreSqlTest extends ControlGroupContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
