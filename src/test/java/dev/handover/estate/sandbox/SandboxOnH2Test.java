package dev.handover.estate.sandbox;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class SandboxOnH2Test extends SandboxEnrolmentContract {

  private static final DataSource DATABASE = TestDatabase.h2();

  @Override
  DataSource dataSource() {
    return DATABASE;
  }
}
