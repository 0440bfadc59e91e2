package dev.handover.rollout;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import dev.handover.plan.Rates;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What it takes to freeze a wave of 50,000 of a million devices, and its control group. */
@Tag("bench")
class ControlGroupBenchTest {

  private final DataSource dataSource = TestDatabase.postgres();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final TransactionTemplate transaction = TestDatabase.transactions(dataSource);

  @Test
  void a_wave_of_fifty_thousand() {
    fill();
    TestClock clock = new TestClock();
    ControlGroup control = new ControlGroup(jdbc, Mockito.mock(RolloutJournal.class), clock);
    RolloutRow rollout = new RolloutStore(jdbc, clock).get("R");
    WaveRow wave = new WaveStore(jdbc, clock).get("R", 0);
    Plan plan =
        new Plans(() -> Set.of("blue-screens"), name -> Optional.of(new Rates(0.01, 0.05)))
            .parse(
                """
                workload: client-apps
                population: managementState==CO_MANAGED
                pilot: { size: 50000 }
                waves: [100%]
                soak: { pilot: P1D, wave: PT12H, production: P2D }
                gate: { metrics: [ { name: blue-screens, kind: change, margin: 0.01 } ] }
                """);
    for (int round = 0; round < 3; round++) {
      long bare =
          time(
              "bare count of the devices",
              () -> jdbc.sql("select count(*) from device").query(Integer.class).single());
      long frozen =
          time(
              "frozen",
              () -> {
                transaction.executeWithoutResult(t -> control.freeze(rollout, wave, plan));
                return jdbc.sql("select count(*) from wave_baseline where control")
                    .query(Integer.class)
                    .single();
              });
      System.out.printf("round %d: %.1f times the bare count%n", round, (double) frozen / bare);
      jdbc.sql("delete from wave_baseline").update();
    }
  }

  /** 40 models, 12 builds and 30 sites; another rollout holds 200,000 devices. */
  private void fill() {
    jdbc.sql("insert into slider values ('client-apps', 'PILOT_INTUNE', 'PILOT', :at)")
        .param("at", Sql.time(TestClock.START))
        .update();
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, model, os_build, site, join_state,
              management_state, intune_id, configmgr_mask, configmgr_at_intune)
            select n, 'd' || n, 'd' || n, 'm' || n % 40, 'b' || n % 12, 's' || n / 7 % 30,
              'ENTRA_JOINED', 'CO_MANAGED', 'd' || n, 8193, 0
            from generate_series(1, 1000000) n""")
        .update();
    jdbc.sql(
            """
            insert into observation (device_id, metric, observed_at, unhealthy)
            select n, 'blue-screens', :read, n % 100 = 0 from generate_series(1, 1000000) n""")
        .param("read", Sql.time(TestClock.START.minus(Duration.ofHours(3))))
        .update();
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            select n, n, 'client-apps', 'PILOTING', false, '', '', '', 'x', false, :now, :now, 1000000, 1
            from (values ('R'), ('S')) as r (n)""")
        .param("now", Sql.time(TestClock.START))
        .update();
    jdbc.sql("insert into gate_metric values ('R', 'blue-screens', 172800, true)").update();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
            values ('R', 0, 0, 50000, 'WAITING', 60)""")
        .update();
    jdbc.sql(
            """
            insert into wave_device (rollout_id, device_id, wave_no)
            select 'R', n, 0 from generate_series(1, 50000) n""")
        .update();
    jdbc.sql(
            """
            insert into lease (workload, device_id, rollout_id)
            select 'compliance-policies', n, 'S' from generate_series(800001, 1000000) n""")
        .update();
    jdbc.sql("analyze").update();
  }

  private static long time(String what, Supplier<Integer> work) {
    long start = System.nanoTime();
    int result = work.get();
    long nanos = System.nanoTime() - start;
    System.out.printf("%s: %d ms (%,d)%n", what, nanos / 1_000_000, result);
    return nanos;
  }
}
