package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class QuarantinesOnPostgreSqlTest extends QuarantinesContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
