package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class WaveLooksOnPostgreSqlTest extends WaveLooksContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
