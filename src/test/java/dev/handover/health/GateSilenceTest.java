package dev.handover.health;

import static dev.handover.health.GateCases.DEADLINE;
import static dev.handover.health.GateCases.RULE;
import static dev.handover.health.GateCases.SOAKED;
import static dev.handover.health.GateCases.counts;
import static dev.handover.health.GateCases.healthy;
import static dev.handover.health.GateCases.judge;
import static dev.handover.health.GateCases.rules;
import static dev.handover.health.GateCases.wave;
import static dev.handover.health.Judgement.Code.*;
import static dev.handover.health.Verdict.FAIL;
import static dev.handover.health.Verdict.HOLD_INSUFFICIENT;
import static dev.handover.health.Verdict.HOLD_SOURCE_ERROR;
import static dev.handover.health.Verdict.PASS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.Judgement.Code;
import dev.handover.health.Judgement.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the gate makes of devices, sources and counts that do not tell the whole truth. */
class GateSilenceTest {

  @Test
  void a_pass_waits_for_devices_whose_silence_would_undo_it() {
    Judgement judgement = judge(wave(100, counts(94, 0, 0, 6, 0)), SOAKED);

    assertThat(judgement.verdict()).isEqualTo(HOLD_INSUFFICIENT);
    assertThat(judgement.settled()).isFalse();
    assertThat(judgement.lookAgainAt()).isEqualTo(DEADLINE);
    assertThat(judgement.reasons())
        .containsExactly(
            new Reason(
                SILENCE_WOULD_UNDO,
                "noncompliant",
                "0 of 94 devices non-compliant (0 %): good enough, but not if the 6 without any"
                    + " report stay silent, for that counts as unhealthy. 3 of them healthy would"
                    + " do. It is looked at with every report, and at 26 November 2026 12:00 UTC."));
    assertThat(judge(wave(100, counts(97, 0, 0, 3, 0)), SOAKED).verdict()).isEqualTo(PASS);
  }

  @Test
  void where_silence_is_left_to_a_person_the_pass_does_not_wait_for_it() {
    GateRules rules = rules(SilentRule.HOLD, RULE);

    assertThat(Gate.judge(rules, wave(100, counts(94, 0, 0, 6, 0)), SOAKED).verdict())
        .isEqualTo(PASS);
  }

  @Test
  void a_source_that_cannot_be_read_holds_what_would_pass() {
    Judgement judgement = judge(unreadable(wave(100, healthy(100))), SOAKED);

    assertThat(judgement.verdict()).isEqualTo(HOLD_SOURCE_ERROR);
    assertThat(judgement.settled()).isFalse();
    assertThat(judgement.lookAgainAt()).isEqualTo(DEADLINE);
    assertThat(judgement.reasons().get(0).sentence())
        .isEqualTo(
            "A source cannot be read: intune-health: no answer. That says nothing about the"
                + " devices. It is read again with every cycle. A person is asked at 26 November"
                + " 2026 12:00 UTC.");
  }

  @Test
  void while_a_source_cannot_be_read_silence_is_not_ill_health() {
    Evidence silent = wave(100, counts(10, 0, 90, 0, 0));
    assertThat(judge(silent, DEADLINE).verdict()).isEqualTo(FAIL);

    Judgement judgement = judge(unreadable(silent), DEADLINE);

    assertThat(judgement.verdict()).isEqualTo(HOLD_SOURCE_ERROR);
    assertThat(judgement.settled()).isTrue();
    assertThat(judgement.metrics().get(0).maxLlr()).isZero();
  }

  @Test
  void failures_that_were_reported_are_failures_whatever_cannot_be_read_now() {
    assertThat(judge(unreadable(wave(100, counts(90, 10, 0, 0, 0))), SOAKED).verdict())
        .isEqualTo(FAIL);
  }

  @Test
  void while_a_source_cannot_be_read_no_device_is_threatened_for_its_silence() {
    assertThat(judge(unreadable(wave(100, counts(10, 0, 0, 90, 0))), SOAKED).reasons())
        .extracting(Reason::sentence)
        .noneMatch(s -> s.contains("counts as unhealthy"));
  }

  @Test
  void devices_that_are_silent_are_not_said_to_have_reported() {
    GateRules holding = rules(SilentRule.HOLD, RULE);

    assertThat(Gate.judge(holding, wave(100, counts(0, 0, 100, 0, 0)), DEADLINE).reasons())
        .extracting(Reason::sentence)
        .anyMatch(
            s ->
                s.startsWith(
                    "Devices non-compliant: none has been judged yet. 36 healthy in a row would pass"
                        + " it, 3 unhealthy would fail it; 100 devices are silent."));
  }

  @Test
  void silent_devices_say_so() {
    assertThat(judge(wave(100, counts(0, 0, 100, 0, 0)), DEADLINE).reasons().get(0).sentence())
        .startsWith(
            "0 of 100 devices non-compliant and 100 silent, which counts as the same (100 %");
  }

  @Test
  void silent_devices_hold_where_the_policy_says_so() {
    GateRules rules = rules(SilentRule.HOLD, RULE);

    Judgement judgement = Gate.judge(rules, wave(100, counts(92, 0, 8, 0, 0)), DEADLINE);

    assertThat(judgement.verdict()).isEqualTo(HOLD_INSUFFICIENT);
    assertThat(judgement.reasons()).extracting(Reason::code).containsExactly(SILENT_DEVICES);
    assertThat(judgement.metrics().get(0).judged()).isEqualTo(92);
    assertThat(judgement.metrics().get(0).unhealthy()).isZero();
  }

  @Test
  void contradictory_evidence_proves_nothing_in_either_direction() {
    MetricEvidence twice = healthy(100);
    assertCode(wave(100, twice, twice), CONTRADICTORY);
    assertCode(wave(99, healthy(100)), CONTRADICTORY);
    assertCode(wave(50, counts(0, 100, 0, 0, 0)), CONTRADICTORY);
    assertCode(new Evidence(50, 60, 0, 0, List.of(healthy(0)), List.of()), CONTRADICTORY);
    assertCode(new Evidence(50, 0, 51, 50, List.of(healthy(50)), List.of()), CONTRADICTORY);
    assertCode(new Evidence(50, 0, 40, 50, List.of(healthy(50)), List.of()), CONTRADICTORY);
    assertCode(new Evidence(50, 0, 50, 49, List.of(healthy(50)), List.of()), CONTRADICTORY);
  }

  private static Evidence unreadable(Evidence evidence) {
    return new Evidence(
        evidence.cohort(),
        evidence.excluded(),
        evidence.ordered(),
        evidence.confirmed(),
        evidence.metrics(),
        List.of("intune-health: no answer"));
  }

  private static void assertCode(Evidence evidence, Code code) {
    Judgement judgement = judge(evidence, DEADLINE);
    assertThat(judgement.verdict()).isEqualTo(HOLD_SOURCE_ERROR);
    assertThat(judgement.reasons().get(0).code()).isEqualTo(code);
    assertThat(judgement.metrics().get(0).maxLlr()).isZero();
  }
}
