package dev.handover.device;

import dev.handover.TestDatabase;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How long it takes to take over what both systems report of 10,000 devices. */
@Tag("bench")
class DevicesBenchTest {

  @Test
  void h2() {
    measure("H2", TestDatabase.h2());
  }

  @Test
  void postgresql() {
    measure("PostgreSQL", TestDatabase.postgres());
  }

  private static void measure(String database, DataSource dataSource) {
    Devices devices =
        TestDatabase.transactional(
            dataSource,
            Devices.class,
            new Devices(JdbcClient.create(dataSource), new NamedParameterJdbcTemplate(dataSource)));
    for (int round = 0; round < 3; round++) {
      int from = round * 10_000;
      List<ConfigMgrRow> clients =
          IntStream.range(from, from + 10_000)
              .mapToObj(n -> Reports.client(n).policy().row())
              .toList();
      List<IntuneRow> enrolments =
          IntStream.range(from, from + 10_000).mapToObj(Reports::enrolled).toList();
      time(database + " insert", dataSource, () -> devices.saveConfigMgr(clients));
      time(database + " update", dataSource, () -> devices.saveIntune(enrolments));
    }
  }

  private static void time(String what, DataSource dataSource, Runnable work) {
    long wall = System.nanoTime();
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    TestDatabase.transactions(dataSource).executeWithoutResult(tx -> work.run());
    cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
    wall = System.nanoTime() - wall;
    System.out.printf(
        "%s of 10,000 devices: %d ms, %d ms of them on this thread%n",
        what, wall / 1_000_000, cpu / 1_000_000);
  }
}
