package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import dev.handover.sql.Sql;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The cap on devices in flux, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FluxContract {

  static final Plans PLANS = new Plans(Set.of("noncompliant"));
  static final FluxSettings HALF = new FluxSettings(null, 0.5, 0.6, 0);

  final DataSource dataSource = dataSource();
  final JdbcClient jdbc = JdbcClient.create(dataSource);
  final TransactionTemplate transaction = TestDatabase.transactions(dataSource);
  final TestClock clock = new TestClock();
  final FluxStore store = new FluxStore(jdbc);

  abstract DataSource dataSource();

  /** Devices 1 … 60 at LON, 61 … 90 at BER, 91 … 100 at no known site. */
  @BeforeEach
  void aFleetOfAHundred() {
    TestDatabase.empty(dataSource, "lease", "wave_device", "wave", "rollout", "device");
    new NamedParameterJdbcTemplate(dataSource)
        .batchUpdate(
            """
            insert into device (id, entra_device_id, name, site, join_state, management_state)
            values (:id, :name, :name, :site, 'ENTRA_JOINED', 'CO_MANAGED')""",
            IntStream.rangeClosed(1, 100)
                .mapToObj(
                    id ->
                        new MapSqlParameterSource("id", id)
                            .addValue("name", "d" + id)
                            .addValue("site", id <= 60 ? "LON" : id <= 90 ? "BER" : null))
                .toArray(MapSqlParameterSource[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "PLANNED, false, 0",
    "WAITING, false, 0",
    "WAITING, true, 5",
    "MOVING, true, 5",
    "SOAKING, true, 5",
    "HELD, true, 5",
    "FAILED, true, 5",
    "ROLLING_BACK, true, 5",
    "ROLLED_BACK, true, 0",
    "PASSED, true, 0"
  })
  void a_device_is_in_flux_from_when_its_wave_is_cleared_until_it_has_passed_or_is_back(
      String state, boolean cleared, int inFlux) {
    rollout("A", "client-apps", null);
    wave("A", 0, state, 1, 5);
    if (cleared) {
      cleared("A", 0);
    }
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 11, 12);

    assertThat(around("B", 0))
        .containsExactly(
            new SiteFlux("", 10, 0, 0, 0),
            new SiteFlux("BER", 30, 0, 0, 0),
            new SiteFlux("LON", 60, inFlux, 2, 0));
  }

  @Test
  void a_device_counts_once_and_not_where_it_is_excluded_or_its_rollout_has_ended() {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 1, 5);
    rollout("B", "device-configuration", "why");
    wave("B", 0, "SOAKING", 4, 8);
    rollout("C", "office-click-to-run-apps", null);
    wave("C", 0, "SOAKING", 20, 25);
    jdbc.sql("update rollout set ended_at = created_at where id = 'C'").update();
    rollout("D", "compliance-policies", null);
    wave("D", 0, "WAITING", 8, 12);
    jdbc.sql("update wave_device set excluded = 'SILENT_IN_INTUNE' where device_id in (1, 12)")
        .update();

    assertThat(around("D", 0)).contains(new SiteFlux("LON", 60, 7, 4, 1));
  }

  @Test
  void a_wave_moves_while_it_fits_and_waits_with_the_numbers_while_it_does_not() {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 1, 20);
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 61, 76);
    assertThat(reason("B", HALF)).isEmpty();

    wave("A", 1, "SOAKING", 21, 35);
    assertThat(reason("B", HALF))
        .isEqualTo(
            "Waits until other waves have passed: with this one there would be 51 devices in flux,"
                + " and at most 50 may be (handover.flux.max-share). In flux now: A 'of A' (35).");
    assertThat(reason("B", new FluxSettings(40, 0.9, 0.9, 0)))
        .contains("at most 40 may be (handover.flux.max-devices)");
    jdbc.sql("update wave set state = 'PASSED' where rollout_id = 'A' and no = 0").update();
    assertThat(reason("B", HALF)).isEmpty();
  }

  @Test
  void a_site_has_its_own_limit_which_holds_no_wave_elsewhere() {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 61, 70);
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 71, 79);
    rollout("C", "compliance-policies", null);
    wave("C", 0, "WAITING", 1, 20);

    wave("A", 1, "SOAKING", 30, 34);
    assertThat(reason("B", HALF))
        .contains("19 devices in flux at BER, and at most 18 may be")
        .endsWith("In flux now: A 'of A' (10).");
    assertThat(reason("C", HALF)).isEmpty();
  }

  @Test
  void a_wave_that_can_never_fit_says_so() {
    rollout("A", "client-apps", null);
    wave("A", 0, "WAITING", 1, 51);

    assertThat(reason("A", HALF))
        .startsWith("This wave alone would put 51 devices in flux, and at most 50 may be")
        .contains("unless that setting is raised");
  }

  @Test
  void a_device_that_soaks_elsewhere_holds_its_wave_unless_the_plan_says_why() {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 1, 5);
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 4, 8);
    rollout("C", "compliance-policies", "different teams");
    wave("C", 0, "WAITING", 4, 8);

    assertThat(reason("B", HALF))
        .startsWith("2 devices of this wave soak in rollout A 'of A' (client-apps)")
        .contains("overlapReason");
    assertThat(reason("C", HALF)).isEmpty();
  }

  @Test
  void the_watch_over_production_moves_nobody_and_never_waits() {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 1, 90);
    wave("A", 1, "WAITING", 1, 0);

    Optional<String> reason =
        transaction.execute(
            t -> {
              Flux flux = new Flux(HALF, store);
              return flux.reasonToWait(
                  flux.room(), stored("A"), row("A", 1), plan(null), clock.instant());
            });
    assertThat(reason).isEmpty();
  }

  @Test
  void two_waves_that_are_cleared_at_the_same_moment_do_not_take_the_same_room() throws Exception {
    rollout("A", "client-apps", null);
    wave("A", 0, "WAITING", 1, 30);
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 31, 60);
    FluxSettings forty = new FluxSettings(40, 1, 1, 0);
    CyclicBarrier bothInside = new CyclicBarrier(2);
    ExecutorService nodes = Executors.newFixedThreadPool(2);
    try {
      Future<?> first = nodes.submit(() -> clearing("A", forty, bothInside));
      Future<?> second = nodes.submit(() -> clearing("B", forty, bothInside));
      first.get(30, TimeUnit.SECONDS);
      second.get(30, TimeUnit.SECONDS);
    } finally {
      nodes.shutdownNow();
    }

    assertThat(
            jdbc.sql("select count(*) from wave where cleared_at is not null")
                .query(Integer.class)
                .single())
        .isOne();
    assertThat(
            jdbc.sql("select waiting_reason from rollout where waiting_reason is not null")
                .query(String.class)
                .list())
        .hasSize(1)
        .allMatch(reason -> reason.contains("60 devices in flux, and at most 40 may be"));
  }

  /** A node that looks at one wave, and stays in its transaction as long as it can be alone. */
  void clearing(String id, FluxSettings settings, CyclicBarrier bothInside) {
    RolloutWorkflow workflow = mock(RolloutWorkflow.class);
    when(workflow.clearToMove(anyString()))
        .thenAnswer(
            call -> {
              try {
                bothInside.await(400, TimeUnit.MILLISECONDS);
              } catch (TimeoutException | BrokenBarrierException alone) {
                // the other one is kept out, as it should be
              }
              return true;
            });
    WaveStore mine = new WaveStore(jdbc, clock);
    WaveStore onlyThis = mock(WaveStore.class, org.mockito.AdditionalAnswers.delegatesTo(mine));
    when(onlyThis.waitingInTurn()).thenReturn(List.of(row(id, 0)));
    clearToMove(onlyThis, new Flux(settings, store), mock(CalendarHold.class), workflow).look();
  }

  ClearToMove clearToMove(
      WaveStore waves, Flux flux, CalendarHold calendar, RolloutWorkflow workflow) {
    Holds holds = mock(Holds.class);
    when(holds.sentences(anyString())).thenReturn("It is paused.");
    return new ClearToMove(
        waves,
        new RolloutStore(jdbc, clock),
        new ReadPlans(PLANS),
        mock(ExpansionDays.class),
        calendar,
        holds,
        flux,
        mock(AccessOutlook.class),
        mock(Quarantines.class),
        workflow,
        transaction,
        clock);
  }

  List<SiteFlux> around(String id, int no) {
    return transaction.execute(t -> new FluxRoom(store).around(row(id, no)));
  }

  /** Why a wave would have to wait, if it alone were asked about. */
  String reason(String id, FluxSettings settings) {
    Plan plan =
        PLANS.parse(
            jdbc.sql("select plan from rollout where id = :id")
                .param("id", id)
                .query(String.class)
                .single());
    return transaction
        .execute(
            t -> {
              Flux flux = new Flux(settings, store);
              return flux.reasonToWait(flux.room(), stored(id), row(id, 0), plan, clock.instant());
            })
        .orElse("");
  }

  private RolloutRow stored(String id) {
    return new RolloutStore(jdbc, clock).get(id);
  }

  WaveRow row(String id, int no) {
    return new WaveStore(jdbc, clock).get(id, no);
  }

  static Plan plan(String overlapReason) {
    return PLANS.parse(text(overlapReason));
  }

  static String text(String overlapReason) {
    return """
        workload: compliance-policies
        population: site==LON
        pilot: { size: 20 }
        waves: [100%%]
        soak: { pilot: P1D, wave: PT12H, production: P2D }
        gate: { metrics: [ { name: noncompliant, expected: 0.02, limit: 0.1 } ] }
        %s
        """
        .formatted(overlapReason == null ? "" : "overlapReason: " + overlapReason);
  }

  void rollout(String id, String workload, String overlapReason) {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values (:id, :title, :workload, 'PILOTING', false, :plan, '', '', 'x', false, :now, :now,
              100, 1)""")
        .param("id", id)
        .param("title", "of " + id)
        .param("workload", workload)
        .param("plan", text(overlapReason))
        .param("now", Sql.time(TestClock.START))
        .update();
  }

  void wave(String id, int no, String state, int from, int to) {
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
            values (:id, :no, :no, :size, :state, 60)""")
        .param("id", id)
        .param("no", no)
        .param("size", to < from ? 0 : to - from + 1)
        .param("state", state)
        .update();
    jdbc.sql(
            """
            insert into wave_device (rollout_id, device_id, wave_no)
            select :id, d.id, :no from device d where d.id between :from and :to""")
        .param("id", id)
        .param("no", no)
        .param("from", from)
        .param("to", to)
        .update();
    jdbc.sql(
            """
            insert into lease (workload, device_id, rollout_id)
            select r.workload, d.id, r.id from rollout r join device d on d.id between :from and :to
            where r.id = :id and not exists (
              select 1 from lease l where l.workload = r.workload and l.device_id = d.id)""")
        .param("id", id)
        .param("from", from)
        .param("to", to)
        .update();
  }

  void cleared(String id, int no) {
    transaction.executeWithoutResult(t -> new WaveStore(jdbc, clock).cleared(id, no));
  }
}
