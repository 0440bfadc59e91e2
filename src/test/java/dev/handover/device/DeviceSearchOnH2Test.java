package dev.handover.device;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class DeviceSearchOnH2Test extends DeviceSearchContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }

  @Override
  String numbers(String alias) {
    return "system_range(1, 101) as %s (n)".formatted(alias);
  }
}
