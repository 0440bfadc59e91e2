package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.health.EvidenceLog;
import dev.handover.health.EvidenceStore;
import dev.handover.health.Measured;
import dev.handover.health.SignalRegistry;
import dev.handover.health.Verdict;
import dev.handover.health.WaveFixture;
import dev.handover.health.WaveKey;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Many waves looked at in sets, on both databases: 30 rollouts, each with a pilot of ten. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WaveLooksContract {

  private static final int ROLLOUTS = 30;
  private static final int DEVICES = 10;
  private static final Plan PLAN =
      new Plans(Set.of("noncompliant"))
          .parse(
              """
              title: Looks
              workload: compliance-policies
              population: managementState==CO_MANAGED
              pilot: { size: 10 }
              waves: [100%]
              soak: { pilot: P1D, wave: P1D, production: P1D }
              gate: { metrics: [{ name: noncompliant, expected: 0.02, limit: 0.30 }] }
              """);

  private final DataSource data = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(data);
  private final JdbcTemplate template = new JdbcTemplate(data);
  private final TransactionTemplate transaction = TestDatabase.transactions(data);
  private final TestClock clock = new TestClock();
  private final WaveFixture world = new WaveFixture(data);
  private final EvidenceStore evidence = world.evidence();
  private final EvidenceLog log = new EvidenceLog(template);
  private final WaveLooks looks = looks();

  abstract DataSource dataSource();

  @BeforeEach
  void thirtyPilotsSoak() {
    world.empty();
    clock.set(WaveFixture.START);
    for (int i = 0; i < ROLLOUTS; i++) {
      world.rollout(id(i), 0, "noncompliant");
      world.wave(id(i), 0, 0, "SOAKING", WaveFixture.START);
      for (int d = 0; d < DEVICES; d++) {
        world.moved(id(i), 0, i * DEVICES + d, WaveFixture.START);
      }
    }
    clock.advance(Duration.ofHours(1));
  }

  @Test
  void all_are_judged_in_one_go_and_each_as_if_alone() {
    report(3, 2, false);
    report(4, 10, true);

    Map<String, WaveLook> taken = take();

    assertThat(taken).hasSize(ROLLOUTS);
    assertThat(taken.get(id(3)).judgement().verdict()).isEqualTo(Verdict.HOLD_INSUFFICIENT);
    assertThat(taken.get(id(3)).judgement().metrics().get(0).judged()).isEqualTo(2);
    assertThat(taken.get(id(3)).hasConsequences()).isFalse();
    assertThat(taken.get(id(4)).judgement().verdict()).isEqualTo(Verdict.FAIL);
    assertThat(taken.get(id(4)).hasConsequences()).isTrue();
    assertThat(taken.get(id(5)).judgement().metrics().get(0).judged()).isZero();
  }

  @Test
  void what_was_seen_is_kept_for_all_and_again_only_where_it_has_changed() {
    report(3, 2, false);
    look();
    Instant first = clock.instant();
    assertThat(waves("evidence_hash is not null and verdict = 'HOLD_INSUFFICIENT'"))
        .isEqualTo(ROLLOUTS);
    assertThat(waiting("EVIDENCE")).isEqualTo(ROLLOUTS);

    clock.advance(Duration.ofMinutes(10));
    report(7, 1, false);
    look();

    assertThat(log.of(pilot(7))).extracting("at").containsExactly(first, clock.instant());
    assertThat(log.of(pilot(3))).extracting("at").containsExactly(first);
    assertThat(count("select count(*) from evidence_look")).isEqualTo(ROLLOUTS + 1);
    assertThat(waves("judged_at = :now")).isEqualTo(1);
    assertThat(waves("strata_at = :now")).isEqualTo(ROLLOUTS);
  }

  @Test
  void the_highest_ratio_of_each_is_remembered() {
    report(3, 3, true);
    report(4, 1, true);
    Map<String, WaveLook> taken = take();
    look();

    for (int i : new int[] {3, 4}) {
      assertThat(
              count(
                  "select count(*) from wave_metric where rollout_id = '%s' and max_llr = %s"
                      .formatted(id(i), taken.get(id(i)).judgement().metrics().get(0).llr())))
          .isEqualTo(1);
    }
    assertThat(count("select count(*) from wave_metric")).isEqualTo(2);
    assertThat(count("select count(distinct rollout_id) from wave_stratum")).isEqualTo(2);
  }

  @Test
  void between_two_counts_of_parts_the_last_look_speaks_for_them() {
    report(3, 3, true);
    look();
    Instant parts = clock.instant();

    clock.advance(Duration.ofMinutes(1));
    jdbc.sql("update wave set look_at = null").update();
    WaveLook between = take().get(id(3));

    assertThat(between.inParts()).isFalse();
    assertThat(between.judged().seen().strata().counts()).isNotEmpty();
    look();
    assertThat(waves("strata_at = '%s'".formatted(Sql.time(parts)))).isEqualTo(ROLLOUTS);
  }

  @Test
  void a_wave_that_could_be_decided_waits_for_its_parts() {
    look();
    jdbc.sql("update wave set deadline_at = :now, look_at = null")
        .param("now", Sql.time(clock.instant()))
        .update();

    WaveLook look = take().get(id(3));

    assertThat(look.inParts()).isFalse();
    assertThat(look.partsMissing()).isTrue();
    assertThat(look.hasConsequences()).isTrue();
  }

  @Test
  void a_rollout_that_somebody_else_holds_is_left_and_nobody_waits() {
    CompletableFuture<Void> taken = new CompletableFuture<>();
    transaction.executeWithoutResult(
        t -> {
          jdbc.sql("select id from rollout where id = :id for update")
              .param("id", id(3))
              .query(String.class)
              .single();
          CompletableFuture.runAsync(
                  () -> assertThat(take()).hasSize(ROLLOUTS - 1).doesNotContainKey(id(3)))
              .whenComplete((v, e) -> complete(taken, e))
              .join();
        });
    assertThat(taken).isCompleted();
    assertThat(take()).containsKey(id(3));
  }

  @Test
  void what_goes_back_has_ended_or_does_not_soak_any_more_is_left() {
    Map<WaveKey, Measured> measured = evidence.measure(clock.instant());
    jdbc.sql("update rollout set state = 'ROLLING_BACK' where id = :id")
        .param("id", id(3))
        .update();
    jdbc.sql("update wave set state = 'PASSED' where rollout_id = :id").param("id", id(4)).update();

    assertThat(take(measured)).hasSize(ROLLOUTS - 2).doesNotContainKeys(id(3), id(4));
  }

  @Test
  void a_wave_after_one_that_has_regressed_does_not_say_what_the_rollout_waits_for() {
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds, started_at,
              deadline_at)
            select rollout_id, 1, 1, 0, 'MOVING', 86400, started_at, deadline_at from wave
            where rollout_id = :id""")
        .param("id", id(3))
        .update();
    jdbc.sql("update wave set state = 'FAILED' where rollout_id = :id and no = 0")
        .param("id", id(3))
        .update();

    assertThat(take().get(id(3)).regressed()).isTrue();
    assertThat(take().get(id(5)).regressed()).isFalse();
    look();
    assertThat(waiting("EVIDENCE")).isEqualTo(ROLLOUTS - 1);
  }

  @Test
  void waves_that_began_together_are_looked_at_in_different_cycles_within_five_minutes() {
    look();

    List<OffsetDateTime> next = next();
    assertThat(next).hasSizeGreaterThan(ROLLOUTS / 3);
    assertThat(next)
        .allSatisfy(
            at ->
                assertThat(at.toInstant())
                    .isBetween(
                        clock.instant().plus(Duration.ofMinutes(4)),
                        clock.instant().plus(Duration.ofMinutes(5))));
  }

  @Test
  void the_end_of_the_soak_is_looked_at_when_it_comes() {
    Instant soaked = clock.instant().plus(Duration.ofHours(23));
    clock.set(soaked.minusSeconds(100));
    look();

    assertThat(next()).containsExactly(Sql.time(soaked));
  }

  @Test
  void what_moves_and_what_a_failing_source_feeds_is_looked_at_soon() {
    jdbc.sql("update wave set state = 'MOVING'").update();
    look();
    assertThat(next()).containsExactly(Sql.time(clock.instant().plusSeconds(10)));

    jdbc.sql("update wave set state = 'SOAKING', look_at = null").update();
    jdbc.sql(
            """
            insert into read_cursor (source, read_to, failing)
            values ('intune-health', :now, 'no answer')""")
        .param("now", Sql.time(clock.instant()))
        .update();
    clock.advance(Duration.ofMinutes(1));
    look();
    TestDatabase.empty(data, "read_cursor");
    assertThat(next()).containsExactly(Sql.time(clock.instant().plusSeconds(10)));
  }

  private WaveLooks looks() {
    ReadPlans plans = mock(ReadPlans.class);
    when(plans.of(any())).thenReturn(PLAN);
    SignalRegistry signals = mock(SignalRegistry.class);
    when(signals.title("noncompliant")).thenReturn("non-compliant");
    return new WaveLooks(
        evidence,
        world.strata(),
        log,
        new RolloutStore(jdbc, clock),
        plans,
        signals,
        new NamedParameterJdbcTemplate(template));
  }

  private Map<String, WaveLook> take() {
    return take(evidence.measure(clock.instant()));
  }

  private Map<String, WaveLook> take(Map<WaveKey, Measured> measured) {
    Map<String, WaveLook> taken = new HashMap<>();
    transaction.executeWithoutResult(
        t ->
            looks
                .take(measured, clock.instant())
                .forEach(look -> taken.put(look.rollout().id(), look)));
    return taken;
  }

  private void look() {
    transaction.executeWithoutResult(
        t -> {
          List<WaveLook> taken = looks.take(evidence.measure(clock.instant()), clock.instant());
          looks.keep(taken, clock.instant());
          looks.sayWaiting(taken);
        });
  }

  private static void complete(CompletableFuture<Void> done, Throwable failed) {
    if (failed == null) {
      done.complete(null);
    }
  }

  private List<OffsetDateTime> next() {
    return jdbc.sql("select distinct look_at from wave").query(OffsetDateTime.class).list();
  }

  private int waves(String which) {
    return jdbc.sql("select count(*) from wave where " + which)
        .param("now", Sql.time(clock.instant()))
        .query(Integer.class)
        .single();
  }

  private int waiting(String what) {
    return count("select count(*) from rollout where waiting_for = '%s'".formatted(what));
  }

  private int count(String sql) {
    return jdbc.sql(sql).query(Integer.class).single();
  }

  private static String id(int i) {
    return "R-" + i;
  }

  private static WaveKey pilot(int i) {
    return new WaveKey(id(i), 0);
  }

  /** The first devices of a rollout. */
  private void report(int rollout, int devices, boolean unhealthy) {
    for (int d = 0; d < devices; d++) {
      world.observed(
          rollout * DEVICES + d, "noncompliant", unhealthy, clock.instant().minusSeconds(60));
    }
  }
}
