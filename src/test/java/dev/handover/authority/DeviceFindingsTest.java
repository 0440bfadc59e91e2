package dev.handover.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.device.DeviceSearch;
import dev.handover.device.DeviceSearch.Found;
import dev.handover.device.DeviceSearch.Query;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class DeviceFindingsTest {

  private final DataSource dataSource = TestDatabase.h2();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final DeviceFindings findings = new DeviceFindings(jdbc, new TestClock());

  /** H2 asks {@code in (select …)} anew for each device while others write. */
  @Test
  void the_devices_of_a_finding_are_found_soon_though_others_write() {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, join_state, management_state, resource_id)
            select x, 'e' || x, 'd' || x, 'HYBRID_JOINED', 'CO_MANAGED', x
            from system_range(1, 10000)""")
        .update();
    AtomicBoolean found = new AtomicBoolean();
    Thread others =
        new Thread(
            () -> {
              for (long id = 1; !found.get(); id = id % 10_000 + 1) {
                jdbc.sql("update device set site = 'LON' where id = :id").param("id", id).update();
              }
            });
    others.start();
    try {
      Found silent =
          assertTimeoutPreemptively(
              Duration.ofSeconds(20),
              () ->
                  new DeviceSearch(dataSource)
                      .find(
                          new Query(null, null, null, null),
                          findings.devicesWith(DeviceFinding.SILENT_IN_CONFIGMGR),
                          DeviceSearch.SORTING.usual(),
                          0,
                          50),
              "half a second is usual");
      assertThat(silent.total()).isEqualTo(10_000);
    } finally {
      found.set(true);
      others.interrupt();
    }
  }
}
