package dev.handover.remote;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class RemoteActionsOnH2Test extends RemoteApprovalsContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
