package dev.handover.device;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class DeviceSearchOnPostgreSqlTest extends DeviceSearchContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }

  @Override
  String numbers(String alias) {
    return "generate_series(1, 101) as %s (n)".formatted(alias);
  }
}
