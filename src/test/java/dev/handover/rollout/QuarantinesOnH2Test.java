package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class QuarantinesOnH2Test extends QuarantinesContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
