package dev.handover.estate.sandbox;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class SandboxOnPostgresTest extends SandboxActionsContract {

  private static final DataSource DATABASE = TestDatabase.postgres();

  @Override
  DataSource dataSource() {
    return DATABASE;
  }
}
