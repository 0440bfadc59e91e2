package dev.handover.health;

import static dev.handover.health.GateCases.DEADLINE;
import static dev.handover.health.GateCases.SOAKED;
import static dev.handover.health.GateCases.counts;
import static dev.handover.health.GateCases.judge;
import static dev.handover.health.GateCases.wave;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.health.Judgement.Code;
import dev.handover.health.Strata.Count;
import dev.handover.health.Strata.Stratum;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a failing part of a wave means for the wave. */
class StrataGateTest {

  private static final Stratum X1 = new Stratum("model", "ThinkPad X1");

  @Test
  void a_wave_that_is_good_as_a_whole_does_not_pass_with_a_part_that_fails() {
    Judgement judgement = judge(good(bad(X1, 5)), SOAKED);

    assertThat(judgement.verdict()).isEqualTo(Verdict.HOLD_INCONCLUSIVE);
    assertThat(judgement.settled()).isTrue();
    assertThat(judgement.reasons().get(0))
        .isEqualTo(
            new Judgement.Reason(
                Code.STRATUM_FAILED,
                "noncompliant",
                "Model ThinkPad X1: 5 of 5 devices non-compliant (100 %): more than the 2 % expected, beyond what chance explains even where 20 parts and metrics are looked at. It stays failed. Its devices are put in quarantine, unless that is more than a third of the wave, or the slider is at Intune already: then a person must decide whether the wave may go on with it."));
  }

  @Test
  void one_or_two_unhealthy_devices_of_a_model_are_no_failing_part() {
    Judgement judgement = judge(good(bad(X1, 2)), SOAKED);

    assertThat(judgement.verdict()).isEqualTo(Verdict.PASS);
    assertThat(judgement.strata())
        .singleElement()
        .satisfies(
            s ->
                assertThat(s.sentence())
                    .endsWith(
                        "not more than chance explains where 20 parts and metrics are looked at."));
  }

  @Test
  void three_failures_in_a_row_that_would_fail_a_wave_are_too_few_in_one_part_of_many() {
    assertThat(judge(good(bad(X1, 3)), SOAKED).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void a_wave_that_has_failed_as_a_whole_does_not_name_its_parts() {
    Evidence evidence = wave(200, counts(150, 50, 0, 0, 0)).with(strata(bad(X1, 50)));

    assertThat(judge(evidence, SOAKED).reasons())
        .extracting(Judgement.Reason::code)
        .containsOnly(Code.FAILED);
  }

  @Test
  void silence_of_a_part_counts_as_it_does_for_the_wave() {
    Count silent = new Count(X1, "noncompliant", 0, 0, 6, 0, 0);
    Evidence evidence = wave(200, counts(194, 0, 6, 0, 0)).with(strata(silent));

    assertThat(judge(evidence, DEADLINE).strata().get(0).failed()).isTrue();
    assertThat(
            Gate.judge(GateCases.rules(SilentRule.HOLD, GateCases.RULE), evidence, DEADLINE)
                .strata()
                .get(0)
                .failed())
        .isFalse();
    Evidence unread =
        new Evidence(
            200,
            0,
            0,
            200,
            200,
            evidence.metrics(),
            List.of(),
            evidence.strata(),
            List.of("Graph"));
    assertThat(judge(unread, DEADLINE).strata().get(0).failed()).isFalse();
  }

  @Test
  void from_contradictory_evidence_no_part_is_judged() {
    Evidence evidence =
        new Evidence(
            200,
            0,
            0,
            200,
            100,
            List.of(counts(195, 5, 0, 0, 0)),
            List.of(),
            strata(bad(X1, 5)),
            List.of());

    assertThat(judge(evidence, SOAKED).strata()).isEmpty();
  }

  @Test
  void ten_failing_parts_are_named_and_the_others_counted() {
    List<Count> bad = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      bad.add(bad(new Stratum("site", "S" + i), 6));
    }
    List<Judgement.Reason> reasons =
        judge(good(bad.toArray(Count[]::new)), SOAKED).reasons().stream()
            .filter(r -> r.code() == Code.STRATUM_FAILED)
            .toList();

    assertThat(reasons).hasSize(11);
    assertThat(reasons.get(10).sentence())
        .isEqualTo("2 more parts of the wave have failed as well.");
  }

  @Test
  void a_failing_part_is_in_the_evidence_that_a_decision_quotes() {
    Evidence evidence = good(bad(X1, 5));
    EvidenceJson shown = EvidenceJson.write(evidence, judge(evidence, SOAKED));

    assertThat(shown.json())
        .contains("\"strata\":{\"looked\":20,\"more\":0,\"worst\":[{\"dimension\":\"model\"")
        .contains("\"title\":\"Model ThinkPad X1\"", "\"failed\":true");
  }

  @Test
  void a_replay_finds_the_failing_part_again() {
    Evidence bad = good(bad(X1, 5));
    Evidence recovered = good(new Count(X1, "noncompliant", 5, 0, 0, 0, 0));
    GateRules rules = GateCases.rules(SilentRule.UNHEALTHY, GateCases.RULE);

    Replay replay =
        Replay.of(
            rules,
            List.of(
                new Look(GateCases.START, bad),
                new Look(GateCases.START.plusSeconds(60), recovered)),
            DEADLINE);

    assertThat(replay.judgement().verdict()).isEqualTo(Verdict.HOLD_INCONCLUSIVE);
    assertThat(replay.judgement().strata().get(0).sentence()).contains("earlier in this wave");
  }

  private static Evidence good(Count... strata) {
    return wave(300, counts(297, 3, 0, 0, 0)).with(strata(strata));
  }

  private static Strata strata(Count... counts) {
    return new Strata(20, List.of(counts));
  }

  private static Count bad(Stratum stratum, int devices) {
    return new Count(stratum, "noncompliant", 0, devices, 0, 0, 0);
  }
}
