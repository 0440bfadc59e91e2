package dev.handover.enablement;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class EnablementsOnH2Test extends EnablementsContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
