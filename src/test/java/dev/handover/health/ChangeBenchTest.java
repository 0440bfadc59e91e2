package dev.handover.health;

import dev.handover.TestDatabase;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What it takes to measure 50 waves of 10,000 devices and their control groups on PostgreSQL. */
@Tag("bench")
class ChangeBenchTest {

  private static final Instant NOW = WaveFixture.START.plus(Duration.ofDays(1));

  private final DataSource dataSource = TestDatabase.postgres();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);

  @Test
  void half_a_million_devices_and_as_many_in_control() {
    WaveFixture world = new WaveFixture(dataSource);
    fill(world);
    EvidenceStore store = world.evidence();
    for (int round = 0; round < 3; round++) {
      long bare =
          time(
              "bare aggregate of the readings",
              () ->
                  jdbc.sql("select metric, unhealthy, count(*) from observation group by 1, 2")
                      .query()
                      .listOfRows()
                      .size());
      jdbc.sql("update gate_metric set compared = false").update();
      long limits = time("evidence by limits", () -> store.measure(NOW).size());
      jdbc.sql("update gate_metric set compared = true").update();
      long compared = time("evidence, compared", () -> store.measure(NOW).size());
      System.out.printf(
          "round %d: by limits %.1f, compared %.1f times the bare aggregate%n",
          round, (double) limits / bare, (double) compared / bare);
    }
  }

  /** Devices 1 … 500,000 are moved, the others are control; wave n of them is rollout n. */
  private void fill(WaveFixture world) {
    world.empty();
    for (int n = 0; n < 50; n++) {
      world.rollout("r" + n, 0, "blue-screens");
      world.wave("r" + n, 0, 0, "SOAKING", WaveFixture.START);
    }
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, join_state, management_state)
            select n, 'd' || n, 'd' || n, 'ENTRA_JOINED', 'CO_MANAGED'
            from generate_series(1, 1000000) n""")
        .update();
    insert(
        """
        insert into observation (device_id, metric, observed_at, unhealthy)
        select n, 'blue-screens', :read, n % 100 = 0 from generate_series(1, 1000000) n""");
    insert(
        """
        insert into wave_baseline (rollout_id, wave_no, metric, device_id, control, unhealthy,
          observed_at, pilots)
        select 'r' || n % 50, 0, 'blue-screens', n, n > 500000, n % 100 = 0, :read, 0
        from generate_series(1, 1000000) n""");
    insert(
        """
        insert into wave_device (rollout_id, device_id, wave_no)
        select 'r' || n % 50, n, 0 from generate_series(1, 500000) n""");
    insert(
        """
        insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
          generation, state, attempts, ordered_at, confirmed_at)
        select 'r' || n % 50, 0, n, 'compliance-policies', 'TO_INTUNE', 0, 'CONFIRMED', 1, :start,
          :start
        from generate_series(1, 500000) n""");
    jdbc.sql("analyze").update();
  }

  private void insert(String sql) {
    JdbcClient.StatementSpec statement = jdbc.sql(sql);
    if (sql.contains(":read")) {
      statement = statement.param("read", Sql.time(NOW.minusSeconds(3600)));
    }
    if (sql.contains(":start")) {
      statement = statement.param("start", Sql.time(WaveFixture.START));
    }
    statement.update();
  }

  private static long time(String what, Supplier<Integer> work) {
    long start = System.nanoTime();
    int result = work.get();
    long nanos = System.nanoTime() - start;
    System.out.printf("%s: %d ms (%,d)%n", what, nanos / 1_000_000, result);
    return nanos;
  }
}
