package dev.handover.programme;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class ProgrammesOnPostgreSqlTest extends ProgrammesContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
