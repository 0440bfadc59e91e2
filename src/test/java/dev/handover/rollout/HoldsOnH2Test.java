package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class HoldsOnH2Test extends HoldsContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
