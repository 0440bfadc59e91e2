package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class HoldsOnPostgreSqlTest extends HoldsContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
