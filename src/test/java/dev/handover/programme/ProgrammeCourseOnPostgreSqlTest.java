package dev.handover.programme;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class ProgrammeCourseOnPostgreSqlTest extends ProgrammeCourseContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
