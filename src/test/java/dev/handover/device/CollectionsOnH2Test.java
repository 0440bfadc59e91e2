package dev.handover.device;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class CollectionsOnH2Test extends CollectionsContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
