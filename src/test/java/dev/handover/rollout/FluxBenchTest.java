package dev.handover.rollout;

import static java.util.stream.Collectors.toMap;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.Eligibility;
import dev.handover.authority.SliderOrders;
import dev.handover.authority.SliderReach;
import dev.handover.health.Signals;
import dev.handover.plan.Plans;
import dev.handover.rollout.ReadinessPolicy.Rule;
import dev.handover.sql.Sql;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What clearing a wave and recommending a pilot cost on a fleet of a million, on PostgreSQL. */
@Tag("bench")
class FluxBenchTest {

  private final DataSource dataSource = TestDatabase.postgres();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);

  @Test
  void a_million_devices() {
    fleet();
    wave("R-A", "SOAKING", 0, 400_000);
    wave("R-B", "SOAKING", 300_000, 500_000);
    wave("R-C", "WAITING", 500_000, 600_000);
    jdbc.sql("analyze").update();
    TestClock clock = new TestClock();
    FluxStore store = new FluxStore(jdbc);
    WaveRow wave = new WaveStore(jdbc, clock).get("R-C", 0);
    PilotAdvice advice =
        TestDatabase.transactional(
            dataSource,
            PilotAdvice.class,
            new PilotAdvice(
                new Plans(Signals.names()),
                new Readiness(
                    new Eligibility(new NamedParameterJdbcTemplate(dataSource), clock),
                    Mockito.mock(SliderOrders.class),
                    new SliderReach(jdbc),
                    Mockito.mock(MoveForecasts.class),
                    Mockito.mock(Flux.class),
                    (workload, codes) ->
                        codes.stream()
                            .collect(toMap(c -> c, c -> new Rule(Finding.Severity.WARNING, false))),
                    Mockito.mock(EstateReadiness.class),
                    Mockito.mock(AccessImpact.class),
                    jdbc,
                    clock),
                new ApplicationCover(new NamedParameterJdbcTemplate(dataSource)),
                jdbc));
    for (int round = 0; round < 3; round++) {
      long bare =
          time(
              "bare count of the devices",
              () -> jdbc.sql("select count(*) from device").query(Integer.class).single());
      long flux = time("in flux: 500,000, with 100,000 more", () -> flux(store, wave));
      long pilot = time("recommended pilot", () -> advice.recommend(PLAN).size());
      System.out.printf(
          "round %d: flux %.1f, recommendation %.1f times the bare count%n",
          round, (double) flux / bare, (double) pilot / bare);
    }
  }

  private int flux(FluxStore store, WaveRow wave) {
    return TestDatabase.transactions(dataSource)
        .execute(t -> new FluxRoom(store).around(wave).size());
  }

  private static final String PLAN =
      """
      workload: client-apps
      population: managementState==CO_MANAGED
      pilot: { size: 1, coverAbove: 0.05% }
      waves: [100%]
      soak: { pilot: P1D, wave: PT12H, production: P2D }
      gate: { metrics: [ { name: app-install-failed, expected: 0.02, limit: 0.1 } ] }
      """;

  /** 40 models, 12 builds, 30 sites, in 2,000 or so combinations. */
  private void fleet() {
    jdbc.sql("insert into slider values ('client-apps', 'PILOT_INTUNE', 'PILOT', :at)")
        .param("at", Sql.time(TestClock.START))
        .update();
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, model, os_build, site, join_state,
              management_state, configmgr_mask, configmgr_at_intune, configmgr_seen_at,
              intune_seen_at)
            select n, 'd' || n, 'd' || n, 'm' || n % 40, 'b' || n % 12, 's' || n / 7 % 30,
              'ENTRA_JOINED', 'CO_MANAGED', 8193, 0, :now, :now
            from generate_series(1, 1000000) n""")
        .param("now", Sql.time(TestClock.START))
        .update();
  }

  private void wave(String id, String state, int from, int to) {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values (:id, :id, 'client-apps', 'PILOTING', false, '', '', '', 'x', false, :now, :now,
              :size, 1)""")
        .param("id", id)
        .param("size", to - from)
        .param("now", Sql.time(TestClock.START))
        .update();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
            values (:id, 0, 0, :size, :state, 60)""")
        .param("id", id)
        .param("size", to - from)
        .param("state", state)
        .update();
    jdbc.sql(
            """
            insert into wave_device (rollout_id, device_id, wave_no)
            select :id, d.id, 0 from device d where d.id > :from and d.id <= :to""")
        .param("id", id)
        .param("from", from)
        .param("to", to)
        .update();
  }

  private static long time(String what, Supplier<Integer> work) {
    long start = System.nanoTime();
    int result = work.get();
    long nanos = System.nanoTime() - start;
    System.out.printf("%s: %d ms (%,d)%n", what, nanos / 1_000_000, result);
    return nanos;
  }
}
