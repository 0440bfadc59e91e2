package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class ApprovalOnH2Test extends ApprovalContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
