package dev.handover.rollout;

import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import dev.handover.sql.Sql;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A fleet of a hundred, rollouts whose waves move parts of it, and what gives them room. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FluxStage {

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

  RolloutRow stored(String id) {
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

  /** A calendar that closes what {@code today} says. */
  static CalendarHold calendar(CalendarHold.Today today) {
    CalendarHold calendar = mock(CalendarHold.class);
    when(calendar.today()).thenReturn(today);
    return calendar;
  }

  void cleared(String id, int no) {
    transaction.executeWithoutResult(t -> new WaveStore(jdbc, clock).cleared(id, no));
  }
}
