package dev.handover.health;

import static dev.handover.health.GateCases.DEADLINE;
import static dev.handover.health.GateCases.RULE;
import static dev.handover.health.GateCases.SOAKED;
import static dev.handover.health.GateCases.counts;
import static dev.handover.health.GateCases.evidence;
import static dev.handover.health.GateCases.rule;
import static dev.handover.health.GateCases.rules;
import static dev.handover.health.GateCases.wave;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the gate says to the people who decide. */
class GateWordsTest {

  @Test
  void why_a_wave_is_empty() {
    assertThat(said(wave(0), SOAKED))
        .contains("The wave has no devices, so there is no evidence. A person must decide.");
    assertThat(said(evidence(10, 10), SOAKED))
        .contains(
            "All devices of the wave (10) are excluded, so there is no evidence. A person must decide.");
    assertThat(said(wave(0).withQuarantined(1), SOAKED))
        .contains(
            "Every device of the wave (1) is in quarantine, so there is no evidence. A person must decide.");
    assertThat(said(evidence(10, 10).withQuarantined(5), SOAKED))
        .contains(
            "All devices of the wave (10) are excluded, so there is no evidence. A person must decide.");
  }

  @Test
  void that_nothing_required_is_measured() {
    assertThat(
            sentences(
                Gate.judge(
                    rules(SilentRule.UNHEALTHY, rule("noncompliant", true)),
                    wave(100, counts(100, 0, 0, 0, 0)),
                    SOAKED)))
        .containsExactly(
            "No required metric is set, so nothing can prove this wave healthy. A person must decide.");
  }

  @Test
  void how_many_are_excluded_and_how_many_may_be() {
    assertThat(said(evidence(100, 11, counts(89, 0, 0, 0, 0)), SOAKED))
        .contains(
            "11 of 100 devices excluded; at most 10 % may be. A person must decide whether the rest speaks for all.");
    assertThat(said(evidence(100, 10, counts(90, 0, 0, 0, 0)), SOAKED))
        .noneMatch(s -> s.contains("excluded"));
  }

  @Test
  void how_many_reports_are_too_old_and_how_many_new_ones_would_do() {
    assertThat(said(wave(100, counts(80, 0, 0, 0, 20)), DEADLINE))
        .contains(
            "Devices non-compliant: 80 of 100 reported lately; the reports of 20 more are too old to count. New reports of 10 of them would do. Nothing more is awaited, so a person decides; only reports that come later could change it.");
  }

  @Test
  void who_is_silent_where_silence_is_for_a_person_to_judge() {
    GateRules holding = rules(SilentRule.HOLD, RULE);
    assertThat(sentences(Gate.judge(holding, wave(100, counts(99, 0, 1, 0, 0)), DEADLINE)))
        .anyMatch(
            s ->
                s.startsWith("Devices non-compliant: 1 has not reported by ")
                    && s.endsWith(". A person must decide what that means, or wait for them."));
  }

  @Test
  void in_what_the_evidence_contradicts_itself() {
    assertContradiction(
        wave(100, counts(60, 20, 10, 5, 6)),
        "noncompliant counts 101 devices, and the wave has 100");
    assertContradiction(
        new Evidence(100, 0, 100, 50, List.of(counts(40, 5, 0, 49, 6)), List.of()),
        "noncompliant has reports of 51 devices, and the move of 50 is confirmed");
    assertContradiction(
        new Evidence(100, 0, 101, 50, List.of(), List.of()),
        "101 devices are ordered to move, and the wave has 100");
  }

  @Test
  void evidence_that_just_adds_up_contradicts_nothing() {
    assertThat(Contradictions.in(wave(100, counts(60, 20, 10, 5, 5)))).isEmpty();
    assertThat(
            Contradictions.in(
                new Evidence(100, 0, 100, 50, List.of(counts(40, 5, 0, 50, 5)), List.of())))
        .isEmpty();
  }

  private static void assertContradiction(Evidence evidence, String what) {
    assertThat(said(evidence, SOAKED))
        .contains(
            "The evidence contradicts itself: "
                + what
                + ". Nothing is concluded from it until it is consistent again.");
  }

  private static List<String> said(Evidence evidence, Instant now) {
    return sentences(GateCases.judge(evidence, now));
  }

  private static List<String> sentences(Judgement judgement) {
    return judgement.reasons().stream().map(Judgement.Reason::sentence).toList();
  }
}
