package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class FluxOnPostgreSqlTest extends FluxPlansContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
