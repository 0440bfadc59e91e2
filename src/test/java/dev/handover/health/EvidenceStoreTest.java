package dev.handover.health;

import static dev.handover.health.WaveFixture.DEADLINE;
import static dev.handover.health.WaveFixture.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.handover.TestDatabase;
import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

class EvidenceStoreTest {

  @Nested
  class OnH2 extends Contract {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  @Nested
  class OnPostgres extends Contract {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @TestInstance(Lifecycle.PER_CLASS)
  abstract static class Contract {

    private static final WaveKey PILOT = new WaveKey("r1", 0);
    private static final Instant CONFIRMED = START.plusSeconds(3600);
    private static final Instant NOW = START.plus(Duration.ofDays(1));

    private WaveFixture world;
    private EvidenceStore store;

    abstract DataSource dataSource();

    @BeforeAll
    void start() {
      world = new WaveFixture(dataSource());
      store = world.evidence();
    }

    @BeforeEach
    void pilot() {
      world.empty();
      world.rollout("r1", 0, "noncompliant");
      world.wave("r1", 0, 0, "SOAKING", START);
    }

    @Test
    void every_device_is_counted_once_by_what_is_known_of_it() {
      world.moved("r1", 0, 1, CONFIRMED);
      world.observed(1, "noncompliant", false, NOW.minusSeconds(60));
      world.moved("r1", 0, 2, CONFIRMED);
      world.observed(2, "noncompliant", true, NOW.minusSeconds(30));
      world.moved("r1", 0, 3, CONFIRMED);
      world.device("r1", 0, 4, null);
      world.order("r1", 0, 4, "TO_INTUNE", 0, "SENT", null);
      world.device("r1", 0, 5, null);
      world.device("r1", 0, 6, "coexistence");
      world.order("r1", 0, 6, CONFIRMED);
      world.observed(6, "noncompliant", true, NOW.minusSeconds(60));

      assertThat(measured())
          .isEqualTo(
              Map.of(
                  PILOT,
                  new Evidence(
                      6,
                      1,
                      4,
                      3,
                      List.of(
                          new MetricEvidence(
                              "noncompliant", 1, 1, 0, 3, 0, 0, 0, NOW.minusSeconds(30))),
                      List.of())));
    }

    @Test
    void a_wave_wholly_in_quarantine_is_an_empty_one_and_holds() {
      for (int n = 1; n <= 50; n++) {
        world.moved("r1", 0, n, CONFIRMED);
        world.observed(n, "noncompliant", false, NOW.minusSeconds(60));
      }
      world.jdbc.sql("update wave_device set excluded = 'QUARANTINE', quarantine = 1").update();

      Evidence evidence = store.measure(NOW).get(PILOT).whole();
      assertThat(evidence.cohort()).isZero();
      assertThat(evidence.quarantined()).isEqualTo(50);
      assertThat(GateCases.judge(evidence, GateCases.DEADLINE))
          .satisfies(
              judgement -> {
                assertThat(judgement.verdict()).isEqualTo(Verdict.HOLD_INSUFFICIENT);
                assertThat(judgement.settled()).isTrue();
                assertThat(judgement.reasons().get(0).sentence())
                    .isEqualTo(
                        "Every device of the wave (50) is in quarantine, so there is no evidence. A person must decide.");
              });
    }

    @Test
    void only_what_was_observed_after_the_confirmed_move_counts() {
      world.moved("r1", 0, 1, CONFIRMED);
      world.observed(1, "noncompliant", false, CONFIRMED);
      world.moved("r1", 0, 2, CONFIRMED);
      world.observed(2, "noncompliant", false, CONFIRMED.plusNanos(1000));
      world.device("r1", 0, 3, null);
      world.order("r1", 0, 3, "TO_INTUNE", 0, "SENT", null);
      world.observed(3, "noncompliant", false, NOW.minusSeconds(1));

      assertThat(metric().healthy()).isEqualTo(1);
      assertThat(metric().pending()).isEqualTo(2);
    }

    @Test
    void what_was_observed_in_the_future_does_not_count_yet() {
      world.moved("r1", 0, 1, CONFIRMED);
      world.observed(1, "noncompliant", false, NOW.plusNanos(1000));
      world.moved("r1", 0, 2, CONFIRMED);
      world.observed(2, "noncompliant", false, NOW);

      assertThat(metric().healthy()).isEqualTo(1);
      assertThat(metric().pending()).isEqualTo(1);
    }

    @Test
    void what_is_older_than_the_metric_allows_is_stale_and_neither_healthy_nor_silent() {
      Instant later = CONFIRMED.plus(Duration.ofDays(10));
      Instant oldest = later.minus(Duration.ofDays(2));
      world.moved("r1", 0, 1, CONFIRMED);
      world.observed(1, "noncompliant", false, oldest);
      world.moved("r1", 0, 2, CONFIRMED);
      world.observed(2, "noncompliant", false, oldest.minusNanos(1000));
      world.moved("r1", 0, 3, CONFIRMED);
      world.observed(3, "noncompliant", true, oldest.minusNanos(1000));

      MetricEvidence metric = metric(later, PILOT);
      assertThat(metric.healthy()).isEqualTo(1);
      assertThat(metric.unhealthy()).isZero();
      assertThat(metric.stale()).isEqualTo(2);
      assertThat(metric.silent()).isZero();
      assertThat(metric.newest()).isEqualTo(oldest);
    }

    @Test
    void a_silent_device_is_pending_until_the_deadline_and_silent_from_then_on() {
      world.moved("r1", 0, 1, CONFIRMED);
      world.moved("r1", 0, 2, CONFIRMED);
      world.observed(2, "noncompliant", false, CONFIRMED.minusSeconds(1));
      world.device("r1", 0, 3, null);
      world.order("r1", 0, 3, "TO_INTUNE", 0, "DELIVERED", null);

      assertThat(metric(DEADLINE.minusNanos(1000), PILOT).pending()).isEqualTo(3);
      assertThat(metric(DEADLINE, PILOT).silent()).isEqualTo(3);
      assertThat(metric(DEADLINE, PILOT).pending()).isZero();
    }

    @Test
    void a_device_that_was_never_sent_is_not_silent_whatever_the_hour() {
      world.moved("r1", 0, 1, CONFIRMED);
      world.device("r1", 0, 2, null);
      for (int n = 3; n <= 4; n++) {
        world.device("r1", 0, n, null);
        world.order("r1", 0, n, "TO_INTUNE", 0, "ORDERED", null);
      }

      MetricEvidence metric = metric(DEADLINE.plus(Duration.ofDays(1)), PILOT);
      assertThat(metric.silent()).isEqualTo(1);
      assertThat(metric.pending()).isEqualTo(3);
    }

    @Test
    void a_refused_reading_counts_as_refused_since_the_move_and_as_nothing_else() {
      world.moved("r1", 0, 1, CONFIRMED);
      world.rejected(1, "noncompliant", NOW.minusSeconds(1));
      world.moved("r1", 0, 2, CONFIRMED);
      world.rejected(2, "noncompliant", CONFIRMED.minusSeconds(1));

      assertThat(metric().rejected()).isEqualTo(1);
      assertThat(metric().pending()).isEqualTo(2);
    }

    @Test
    void superseded_orders_of_other_generations_and_back_to_configuration_manager_do_not_count() {
      world.jdbc.sql("update rollout set generation = 1").update();
      world.device("r1", 0, 1, null);
      world.order("r1", 0, 1, "TO_INTUNE", 1, "SUPERSEDED", CONFIRMED);
      world.device("r1", 0, 2, null);
      world.order("r1", 0, 2, "TO_INTUNE", 0, "CONFIRMED", CONFIRMED);
      world.device("r1", 0, 3, null);
      world.order("r1", 0, 3, "TO_CONFIGMGR", 1, "CONFIRMED", CONFIRMED);
      world.device("r1", 0, 4, null);
      world.order("r1", 0, 4, "TO_INTUNE", 1, "CONFIRMED", CONFIRMED);
      world.order("r1", 0, 4, "TO_INTUNE", 0, "CONFIRMED", CONFIRMED);
      for (long device = 1; device <= 4; device++) {
        world.observed(device, "noncompliant", false, NOW.minusSeconds(1));
      }

      Evidence evidence = store.measure(NOW).get(PILOT).whole();
      assertThat(evidence.cohort()).isEqualTo(4);
      assertThat(evidence.ordered()).isEqualTo(1);
      assertThat(evidence.metrics().get(0).healthy()).isEqualTo(1);
      assertThat(evidence.metrics().get(0).pending()).isEqualTo(3);
    }

    @Test
    void a_wave_is_judged_on_its_own_devices_and_the_production_watch_on_all() {
      world.wave("r1", 1, 1, "SOAKING", START);
      world.wave("r1", 2, 0, "SOAKING", NOW.minusSeconds(100));
      world.moved("r1", 0, 1, CONFIRMED);
      world.moved("r1", 1, 2, CONFIRMED);
      world.moved("r1", 1, 3, CONFIRMED);
      world.observed(1, "noncompliant", false, NOW.minusSeconds(10));
      world.observed(2, "noncompliant", true, NOW.minusSeconds(10));
      // Before the watch began: good for its wave, too old a proof for the watch.
      world.observed(3, "noncompliant", false, NOW.minusSeconds(100));

      Map<WaveKey, Evidence> evidence = measured();

      assertThat(evidence.get(PILOT).cohort()).isEqualTo(1);
      assertThat(evidence.get(new WaveKey("r1", 1)).cohort()).isEqualTo(2);
      assertThat(evidence.get(new WaveKey("r1", 1)).metrics().get(0).reported()).isEqualTo(2);
      Evidence watch = evidence.get(new WaveKey("r1", 2));
      assertThat(watch.cohort()).isEqualTo(3);
      assertThat(watch.confirmed()).isEqualTo(3);
      assertThat(watch.metrics().get(0).healthy()).isEqualTo(1);
      assertThat(watch.metrics().get(0).unhealthy()).isEqualTo(1);
      assertThat(watch.metrics().get(0).pending()).isEqualTo(1);
    }

    @Test
    void in_the_watch_a_device_confirmed_after_its_start_counts_from_its_own_confirmation() {
      world.wave("r1", 1, 0, "SOAKING", START);
      world.moved("r1", 0, 1, CONFIRMED);
      world.observed(1, "noncompliant", false, CONFIRMED.minusSeconds(1));

      assertThat(metric(NOW, new WaveKey("r1", 1)).pending()).isEqualTo(1);
    }

    @Test
    void several_rollouts_are_measured_at_once_and_apart_from_each_other() {
      world.rollout("r2", 0, "noncompliant", "blue-screens");
      world.wave("r2", 0, 0, "MOVING", START);
      world.rollout("r3", 0, "noncompliant");
      world.wave("r3", 0, 0, "PASSED", START);
      world.moved("r1", 0, 1, CONFIRMED);
      world.moved("r2", 0, 1, NOW.minusSeconds(5));
      world.moved("r2", 0, 2, CONFIRMED);
      world.moved("r3", 0, 3, CONFIRMED);
      world.observed(1, "noncompliant", true, NOW.minusSeconds(10));
      world.observed(2, "blue-screens", false, NOW.minusSeconds(10));
      world.observed(3, "noncompliant", false, NOW.minusSeconds(10));

      Map<WaveKey, Evidence> evidence = measured();

      assertThat(evidence).containsOnlyKeys(PILOT, new WaveKey("r2", 0));
      assertThat(evidence.get(PILOT).metrics().get(0).unhealthy()).isEqualTo(1);
      Evidence second = evidence.get(new WaveKey("r2", 0));
      assertThat(second.cohort()).isEqualTo(2);
      assertThat(second.metrics())
          .extracting(MetricEvidence::name, MetricEvidence::reported, MetricEvidence::pending)
          .containsExactly(tuple("blue-screens", 1, 1), tuple("noncompliant", 0, 2));
      assertThat(metric(NOW, new WaveKey("r3", 0)).healthy()).isEqualTo(1);
      assertThat(store.measure(NOW, new WaveKey("r3", 9))).isEmpty();
    }

    @Test
    void a_wave_without_devices_and_one_without_metrics_are_measured_too() {
      world.rollout("r2", 0);
      world.wave("r2", 0, 0, "SOAKING", START);
      world.moved("r2", 0, 1, CONFIRMED);

      Map<WaveKey, Evidence> evidence = measured();

      assertThat(evidence.get(PILOT).cohort()).isZero();
      assertThat(evidence.get(PILOT).metrics())
          .containsExactly(new MetricEvidence("noncompliant", 0, 0, 0, 0, 0, 0, 0, null));
      assertThat(evidence.get(new WaveKey("r2", 0)))
          .isEqualTo(new Evidence(1, 0, 1, 1, List.of(), List.of()));
    }

    @Test
    void nothing_active_is_nothing_measured() {
      world.jdbc.sql("update wave set state = 'HELD'").update();

      assertThat(store.measure(NOW)).isEmpty();
    }

    @Test
    void sources_that_cannot_be_read_are_named() {
      world
          .jdbc
          .sql(
              """
              insert into read_cursor (source, read_to, failing)
              values ('intune-health', current_timestamp, 'no answer'),
                ('configmgr', current_timestamp, null)
              """)
          .update();

      assertThat(store.measure(NOW).get(PILOT).whole().sourceErrors())
          .containsExactly("intune-health: no answer");
    }

    @Test
    void the_highest_ratio_is_remembered_and_a_lower_one_changes_nothing() {
      world.moved("r1", 0, 1, CONFIRMED);
      world.moved("r1", 0, 2, CONFIRMED);
      world.moved("r1", 0, 3, CONFIRMED);
      for (long device = 1; device <= 3; device++) {
        world.observed(device, "noncompliant", true, NOW.minusSeconds(10));
      }
      Judgement failed = judged();
      assertThat(failed.verdict()).isEqualTo(Verdict.FAIL);
      store.raiseMaxLlr(List.of(new JudgedWave(PILOT, measured().get(PILOT), failed)));
      double highest = metric().maxLlr();
      assertThat(highest).isEqualTo(failed.metrics().get(0).llr());

      world.jdbc.sql("update observation set unhealthy = false").update();
      Judgement later = judged();
      store.raiseMaxLlr(List.of(new JudgedWave(PILOT, measured().get(PILOT), later)));

      assertThat(later.verdict()).isEqualTo(Verdict.FAIL);
      assertThat(metric().maxLlr()).isEqualTo(highest);
    }

    private Map<WaveKey, Evidence> measured() {
      Map<WaveKey, Evidence> measured = new HashMap<>();
      store.measure(NOW).forEach((wave, seen) -> measured.put(wave, seen.whole()));
      return measured;
    }

    private Judgement judged() {
      GateRules rules =
          new GateRules(
              List.of(new MetricRule("noncompliant", .02, .10, .01, .05, false)),
              .9,
              .1,
              SilentRule.UNHEALTHY,
              Duration.ofDays(1),
              START,
              DEADLINE);
      return Gate.judge(rules, store.measure(NOW).get(PILOT).whole(), NOW);
    }

    private MetricEvidence metric() {
      return store.measure(NOW).get(PILOT).whole().metrics().get(0);
    }

    private MetricEvidence metric(Instant now, WaveKey wave) {
      return store.measure(now, wave).orElseThrow().whole().metrics().get(0);
    }
  }
}
