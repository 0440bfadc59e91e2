package dev.handover.health;

import static dev.handover.health.GateCases.DEADLINE;
import static dev.handover.health.GateCases.RULE;
import static dev.handover.health.GateCases.SOAKED;
import static dev.handover.health.GateCases.START;
import static dev.handover.health.GateCases.counts;
import static dev.handover.health.GateCases.rules;
import static dev.handover.health.GateCases.wave;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import dev.handover.health.Strata.Count;
import dev.handover.health.Strata.Stratum;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A wave that has lost a part to quarantine, judged again. */
class ReplayOfPartsTest {

  private static final GateRules OWN = rules(SilentRule.UNHEALTHY, RULE);
  private static final Instant EARLY = START.plusSeconds(3600);

  /** By chance, all of the model's bad devices stand at one site. */
  private static final Evidence WITH_THE_MODEL =
      wave(300, counts(294, 6, 0, 0, 0))
          .with(strata(count("model", "A", 0, 6), count("site", "LON", 4, 6)));

  private static final Evidence WITHOUT_IT =
      wave(294, counts(294, 0, 0, 0, 0))
          .withQuarantined(6)
          .with(strata(count("site", "LON", 4, 0)));

  @Test
  void its_own_policy_passes_it_without_the_part_as_it_passed_then() {
    Replay replay =
        Replay.of(
            OWN, List.of(new Look(EARLY, WITH_THE_MODEL), new Look(SOAKED, WITHOUT_IT)), SOAKED);

    assertThat(replay.judgement().verdict()).isEqualTo(Verdict.PASS);
    assertThat(replay.judgement().settled()).isTrue();
    assertThat(replay.at()).isEqualTo(SOAKED);
  }

  @Test
  void it_is_not_decided_on_a_part_that_was_put_in_quarantine_just_then() {
    Instant after = SOAKED.plusSeconds(60);
    Replay replay =
        Replay.of(
            OWN, List.of(new Look(SOAKED, WITH_THE_MODEL), new Look(after, WITHOUT_IT)), after);

    assertThat(replay.judgement().verdict()).isEqualTo(Verdict.PASS);
    assertThat(replay.at()).isEqualTo(after);
  }

  @Test
  void a_part_that_stayed_in_the_wave_is_for_a_person_to_decide_on() {
    Replay replay = Replay.of(OWN, List.of(new Look(SOAKED, WITH_THE_MODEL)), SOAKED);

    assertThat(replay.judgement().verdict()).isEqualTo(Verdict.HOLD_INCONCLUSIVE);
    assertThat(replay.judgement().settled()).isTrue();
  }

  @Test
  void where_nothing_was_put_in_quarantine_later_it_is_decided_as_soon_as_it_can_be() {
    Evidence recovered = wave(300, counts(300, 0, 0, 0, 0)).with(strata(count("model", "A", 6, 0)));
    Replay replay =
        Replay.of(
            OWN,
            List.of(new Look(SOAKED, WITH_THE_MODEL), new Look(DEADLINE, recovered)),
            DEADLINE);

    assertThat(replay.judgement().verdict()).isEqualTo(Verdict.HOLD_INCONCLUSIVE);
    assertThat(replay.at()).isEqualTo(SOAKED);
  }

  @Test
  void a_part_that_was_silent_at_the_real_deadline_is_awaited_under_a_later_one() {
    Evidence silent =
        wave(300, counts(294, 0, 6, 0, 0))
            .with(
                new Strata(
                    9,
                    List.of(new Count(new Stratum("model", "A"), "noncompliant", 0, 0, 4, 2, 0))));
    List<Look> looks = List.of(new Look(DEADLINE, silent));

    assertThat(Replay.of(OWN, looks, DEADLINE).judgement().strata().get(0).silent()).isEqualTo(6);
    GateRules later =
        new GateRules(
            List.of(RULE),
            .9,
            .1,
            SilentRule.UNHEALTHY,
            OWN.minSoak(),
            START,
            DEADLINE.plusSeconds(60));
    assertThat(Replay.of(later, looks, DEADLINE).judgement().strata().get(0).silent()).isZero();
  }

  @Test
  void metrics_that_the_other_policy_does_not_judge_are_left_out() {
    MetricEvidence other = new MetricEvidence("app-crashes", 0, 300, 0, 0, 0, 0, 0, null);
    Evidence both = wave(300, counts(300, 0, 0, 0, 0), other);
    Judgement judgement = Replay.of(OWN, List.of(new Look(SOAKED, both)), SOAKED).judgement();

    assertThat(judgement.verdict()).isEqualTo(Verdict.PASS);
    assertThat(judgement.metrics()).extracting(m -> m.name()).containsExactly("noncompliant");
  }

  @Test
  void a_part_that_still_fails_without_the_other_is_found_again() {
    Evidence site =
        wave(294, counts(288, 6, 0, 0, 0))
            .withQuarantined(6)
            .with(strata(count("site", "LON", 0, 6)));
    Replay replay =
        Replay.of(OWN, List.of(new Look(EARLY, WITH_THE_MODEL), new Look(SOAKED, site)), DEADLINE);

    assertThat(replay.judgement().verdict()).isEqualTo(Verdict.HOLD_INCONCLUSIVE);
    assertThat(replay.at()).isEqualTo(SOAKED);
  }

  @Test
  void a_policy_that_fails_the_whole_stops_it_before_the_quarantine() {
    GateRules strict =
        rules(SilentRule.UNHEALTHY, new MetricRule("noncompliant", .0001, .05, .01, .05, false));
    Replay replay =
        Replay.of(
            strict, List.of(new Look(EARLY, WITH_THE_MODEL), new Look(SOAKED, WITHOUT_IT)), SOAKED);

    assertThat(replay.judgement().verdict()).isEqualTo(Verdict.FAIL);
    assertThat(replay.at()).isEqualTo(EARLY);
  }

  private static Strata strata(Count... counts) {
    return new Strata(9, List.of(counts));
  }

  private static Count count(String dimension, String label, int healthy, int unhealthy) {
    return new Count(new Stratum(dimension, label), "noncompliant", healthy, unhealthy, 0, 0, 0);
  }
}
