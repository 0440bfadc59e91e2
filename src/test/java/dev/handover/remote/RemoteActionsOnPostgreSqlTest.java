package dev.handover.remote;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class RemoteActionsOnPostgreSqlTest extends RemoteApprovalsContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
