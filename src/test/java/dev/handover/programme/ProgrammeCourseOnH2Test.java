package dev.handover.programme;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class ProgrammeCourseOnH2Test extends ProgrammeCourseContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
