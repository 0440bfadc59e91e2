package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class ApprovalOnPostgreSqlTest extends ApprovalContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
