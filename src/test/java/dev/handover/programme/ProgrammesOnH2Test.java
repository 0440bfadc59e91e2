package dev.handover.programme;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class ProgrammesOnH2Test extends ProgrammesContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
