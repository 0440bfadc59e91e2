package dev.handover.enablement;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class EnablementsOnPostgreSqlTest extends EnablementsContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
