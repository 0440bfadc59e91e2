package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class WaveLooksOnH2Test extends WaveLooksContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
