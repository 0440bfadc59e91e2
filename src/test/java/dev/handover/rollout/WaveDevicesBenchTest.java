package dev.handover.rollout;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.sql.Sql;
import java.util.function.IntSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How long it takes to open a wave of 100,000 in a fleet of a million, on PostgreSQL. */
@Tag("bench")
class WaveDevicesBenchTest {

  private static final int ROUNDS = 8;

  private final DataSource dataSource = TestDatabase.postgres();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final WaveDevices devices = new WaveDevices(jdbc);
  private final DeviceMoves moves = new DeviceMoves(jdbc);

  @Test
  void a_wave_of_a_hundred_thousand() {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, model, site, os_build, join_state,
              management_state)
            select n, 'e' || n, 'WKS-' || lpad(((n * 7919::bigint) % 1000003)::text, 8, '0'), 'Model', 'LON',
              '10.0', 'HYBRID_JOINED', 'CO_MANAGED'
            from generate_series(1, 1000000) as g (n)""")
        .update();
    for (int rollout = 0; rollout < 200; rollout++) {
      rollout("R-" + rollout);
    }
    jdbc.sql(
            """
            insert into wave_device (rollout_id, device_id, wave_no)
            select 'R-0', n, 0 from generate_series(1, 100000) as g (n)""")
        .update();
    jdbc.sql(
            """
            insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
              generation, state, attempts, ordered_at, confirmed_at)
            select 'R-0', 0, n, 'client-apps', 'TO_INTUNE', 1, 'CONFIRMED', 1, :at,
              case when n % 50 <> 0 then cast(:at as timestamptz) end
            from generate_series(1, 100000) as g (n)""")
        .param("at", Sql.time(TestClock.START))
        .update();
    jdbc.sql("analyze").update();
    measure(
        "the first page",
        () -> devices.page("R-0", 0, null, WaveDevices.SORTING.usual(), 0, 50).items().size());
    measure(
        "page 1,000",
        () -> devices.page("R-0", 0, null, WaveDevices.SORTING.usual(), 1000, 50).items().size());
    measure(
        "those not confirmed",
        () ->
            devices
                .page("R-0", 0, WaveDeviceView.State.PENDING, WaveDevices.SORTING.usual(), 0, 50)
                .items()
                .size());
    measure(
        "those failed",
        () ->
            devices
                .page("R-0", 0, WaveDeviceView.State.FAILED, WaveDevices.SORTING.usual(), 0, 50)
                .items()
                .size());
    measure("the moves of one device", () -> moves.of(77).size());
  }

  private void rollout(String id) {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values (:id, 'T', 'client-apps', 'PILOTING', false, '{}', 'p', 's', 'r', false, :at, :at,
              1, 1)""")
        .param("id", id)
        .param("at", Sql.time(TestClock.START))
        .update();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
            values (:id, 0, 0, 1, 'MOVING', 1)""")
        .param("id", id)
        .update();
  }

  private static void measure(String what, IntSupplier work) {
    long best = Long.MAX_VALUE;
    long worst = 0;
    int found = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      found = work.getAsInt();
      long took = System.nanoTime() - start;
      best = Math.min(best, took);
      worst = round < 2 ? worst : Math.max(worst, took);
    }
    System.out.printf("%s: %d shown, %.1f … %.1f ms%n", what, found, best / 1e6, worst / 1e6);
  }
}
