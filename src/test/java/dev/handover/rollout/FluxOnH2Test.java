package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class FluxOnH2Test extends FluxPlansContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
