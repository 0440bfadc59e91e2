package dev.handover.estate.sandbox;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class SandboxOnPostgresTest extends SandboxEnrolmentContract {

  private static final DataSource DATABASE = TestDatabase.postgres();

  @Override
  DataSource dataSource() {
    return DATABASE;
  }
}
