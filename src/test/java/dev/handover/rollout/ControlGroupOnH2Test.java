package dev.handover.rollout;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class ControlGroupOnH2Test extends ControlGroupContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
