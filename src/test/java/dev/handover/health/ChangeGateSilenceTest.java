package dev.handover.health;

import static dev.handover.health.GateCases.DEADLINE;
import static dev.handover.health.GateCases.SOAKED;
import static dev.handover.health.GateCases.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.health.ChangeEvidence.Group;
import dev.handover.health.ChangeEvidence.Now;
import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import dev.handover.health.Judgement.Code;
import dev.handover.health.Judgement.Reason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A comparison with the control group where devices are silent, or still to report. */
class ChangeGateSilenceTest extends ChangeGateStage {

  @Test
  void with_nothing_reported_there_is_nothing_to_compare() {
    Judgement judgement = judge(group(0, 0, 0, 200), CALM, SOAKED);

    assertThat(judgement.metrics().get(0).change().excess()).isNull();
    assertThat(judgement.reasons())
        .extracting(Reason::sentence)
        .anyMatch(
            s ->
                s.startsWith(
                    "Devices with blue screens in 30 days: nothing reported to compare yet. The"
                        + " reports of the 200 devices decide. It is looked at"));
  }

  @Test
  void reports_of_devices_that_were_unhealthy_before_count_for_coverage_too() {
    Group half = new Group(new Now(90, 0, 0, 20), new Now(0, 90, 0, 0));

    assertThat(judge(CALM, half, SOAKED).reasons())
        .extracting(Reason::code)
        .doesNotContain(Code.TOO_FEW_REPORTED);
  }

  @Test
  void too_few_reports_of_the_wave_or_of_its_group_hold_it() {
    Judgement ofWave = judge(group(179, 0, 0, 21), CALM, SOAKED);
    Judgement ofGroup = judge(CALM, group(179, 0, 0, 21), SOAKED);

    assertThat(ofWave.reasons()).extracting(Reason::code).contains(Code.TOO_FEW_REPORTED);
    assertThat(ofGroup.reasons()).extracting(Reason::code).contains(Code.TOO_FEW_REPORTED);
    assertThat(ofGroup.reasons())
        .extracting(Reason::sentence)
        .anyMatch(
            s ->
                s.contains("179 of 200 devices of the control group reported since the wave began")
                    && s.contains("180 are needed. 1 more would do."));
    assertThat(ofGroup.settled()).isFalse();
  }

  @Test
  void nothing_passes_that_a_device_still_to_report_could_undo() {
    Judgement few = judge(group(198, 0, 0, 2), group(198, 0, 0, 2), SOAKED);
    Judgement many = judge(group(185, 0, 0, 15), CALM, SOAKED);

    assertThat(few.verdict()).isEqualTo(Verdict.PASS);
    assertThat(many.reasons()).extracting(Reason::code).containsExactly(Code.OPEN_WOULD_DECIDE);
    assertThat(many.settled()).isFalse();
    assertThat(many.reasons().get(0).sentence())
        .contains("with the 15 that have not reported it may end between")
        .contains("It is looked at with every report")
        .contains("or upon it. Their reports decide.");
  }

  @Test
  void a_group_too_small_to_prove_anything_does_not_leave_it_to_the_reports_to_come() {
    Judgement judged = judge(group(185, 0, 0, 15), group(20, 0, 0, 0), SOAKED);

    assertThat(judged.reasons()).extracting(Reason::code).containsExactly(Code.OPEN_WOULD_DECIDE);
    assertThat(judged.reasons().get(0).sentence())
        .contains("all of the devices together are too few to rule the margin out")
        .doesNotContain("Their reports decide");
  }

  @Test
  void nothing_fails_that_a_device_still_to_report_could_mend() {
    assertThat(judge(group(150, 50, 0, 0), group(190, 0, 0, 10), SOAKED).verdict())
        .isEqualTo(Verdict.FAIL);
    assertThat(judge(group(160, 40, 0, 0), group(182, 0, 0, 18), SOAKED).reasons())
        .extracting(Reason::code)
        .containsExactly(Code.OPEN_WOULD_DECIDE);
  }

  @Test
  void silence_counts_as_unhealthy_in_both_groups() {
    assertThat(judge(group(182, 0, 18, 0), group(182, 0, 18, 0), DEADLINE).verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(judge(group(120, 0, 80, 0), CALM, DEADLINE).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(judge(group(120, 0, 80, 0), group(120, 0, 80, 0), DEADLINE).verdict())
        .isEqualTo(Verdict.HOLD_INSUFFICIENT);
  }

  @Test
  void what_is_silent_is_told_apart_from_what_is_ill() {
    assertThat(judge(group(0, 0, 200, 0), CALM, DEADLINE).reasons().get(0).sentence())
        .contains(
            "from 0 % to 100 % of 200 moved",
            "; 200 of those moved and 0 of the control group are silent, which counts as the same");
  }

  @Test
  void once_another_metric_has_failed_the_comparison_is_not_promised_any_more() {
    MetricRule other = new MetricRule("noncompliant", .02, .10, .01, .05, false);
    Evidence evidence =
        new Evidence(
            200,
            0,
            200,
            200,
            List.of(counts(CALM), new MetricEvidence("noncompliant", 150, 50, 0, 0, 0, 0, 0, null)),
            List.of(new ChangeEvidence("blue-screens", CALM, CALM, 200, 0)),
            List.of());

    Judgement judgement = Gate.judge(rules(RULE, other), evidence, SOAKED.minusSeconds(1));

    assertThat(judgement.reasons()).extracting(Reason::code).containsExactly(Code.FAILED);
    assertThat(judgement.metrics().get(0).sentence())
        .endsWith(
            "it was to be judged once, when the soak is over at 24 November 2026 12:00 UTC, and the"
                + " wave has failed before that.");
  }

  @Test
  void silence_that_holds_passes_nothing_and_fails_nothing() {
    GateRules hold =
        new GateRules(List.of(RULE), .9, .1, SilentRule.HOLD, Duration.ofDays(1), START, DEADLINE);
    Group silent = group(120, 0, 80, 0);

    Judgement judgement =
        Gate.judge(
            hold,
            evidence(silent, new ChangeEvidence("blue-screens", silent, CALM, 200, 0)),
            DEADLINE);

    assertThat(judgement.verdict()).isEqualTo(Verdict.HOLD_INSUFFICIENT);
    assertThat(judgement.reasons()).extracting(Reason::code).contains(Code.SILENT_DEVICES);
  }

  @Test
  void while_a_source_cannot_be_read_silence_fails_nothing() {
    Group silent = group(100, 0, 100, 0);
    Evidence evidence =
        new Evidence(
            200,
            0,
            200,
            200,
            List.of(counts(silent)),
            List.of(new ChangeEvidence("blue-screens", silent, CALM, 200, 0)),
            List.of("intune-health: no answer"));

    assertThat(Gate.judge(rules(RULE), evidence, DEADLINE).verdict())
        .isEqualTo(Verdict.HOLD_SOURCE_ERROR);
  }

  @Test
  void evidence_that_contradicts_itself_decides_nothing() {
    for (ChangeEvidence nonsense :
        List.of(
            new ChangeEvidence("blue-screens", group(201, 0, 0, 0), CALM, 200, 0),
            new ChangeEvidence("blue-screens", group(0, 201, 0, 0), CALM, 200, 0))) {
      assertThat(Gate.judge(rules(RULE), evidence(CALM, nonsense), SOAKED).verdict())
          .isEqualTo(Verdict.HOLD_SOURCE_ERROR);
    }
  }
}
