package dev.handover.device;

import dev.handover.TestDatabase;
import javax.sql.DataSource;

class FleetImportOnH2Test extends FleetFilesContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }
}
