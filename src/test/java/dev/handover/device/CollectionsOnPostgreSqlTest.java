package dev.handover.device;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class CollectionsOnPostgreSqlTest extends CollectionsContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }
}
