package dev.handover.authority;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class DeliveryOnH2Test extends DeliveryContract {
  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
