package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class FluxOnPostgreSqlTest extends FluxContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
