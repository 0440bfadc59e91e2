package dev.handover.health;

import static dev.handover.health.GateCases.SOAKED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.health.ChangeEvidence.Group;
import dev.handover.health.ChangeEvidence.Now;
import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import dev.handover.health.Judgement.Code;
import dev.handover.health.Judgement.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pilot of 200 and a control group of 200, by one metric that is compared. */
class ChangeGateTest extends ChangeGateStage {

  @Test
  void an_outage_that_hits_everyone_does_not_stop_the_wave() {
    Judgement judgement = judge(group(140, 60, 0, 0), group(138, 62, 0, 0), SOAKED);

    assertThat(judgement.verdict()).isEqualTo(Verdict.PASS);
    assertThat(judgement.reasons())
        .containsExactly(
            new Reason(
                Code.PASSED,
                "blue-screens",
                "Devices with blue screens in 30 days: from 0 % to 30 % of 200 moved and from 0 % to"
                    + " 31 % of 200 of the control group, 1 percentage point less (95 % interval"
                    + " −10.2 to 8.2): 10 percentage points or more are ruled out."));
  }

  @Test
  void what_hits_the_moved_devices_only_fails_it() {
    Judgement judgement = judge(group(140, 60, 0, 0), CALM, SOAKED);

    assertThat(judgement.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(judgement.reasons().get(0).sentence())
        .contains(
            "from 0 % to 30 % of 200 moved",
            "30 percentage points more", "above the margin of 10 percentage points")
        .endsWith("It stays failed.");
  }

  @Test
  void an_excess_near_the_margin_is_left_to_a_person() {
    Judgement judgement = judge(group(180, 20, 0, 0), CALM, SOAKED);

    assertThat(judgement.reasons()).extracting(Reason::code).containsExactly(Code.UNDECIDED);
    assertThat(judgement.settled()).isTrue();
    assertThat(judgement.reasons().get(0).sentence())
        .contains("10 percentage points more", "the margin of 10 percentage points lies within it")
        .contains("so a person decides");
  }

  @Test
  void before_the_soak_is_over_nothing_is_concluded_however_bad_it_looks() {
    Judgement judgement = judge(group(0, 200, 0, 0), CALM, SOAKED.minusSeconds(1));

    assertThat(judgement.verdict()).isEqualTo(Verdict.HOLD_INSUFFICIENT);
    assertThat(judgement.reasons()).extracting(Reason::code).containsOnly(Code.SOAKING);
    assertThat(judgement.lookAgainAt()).isEqualTo(SOAKED);
  }

  @Test
  void during_the_soak_the_metric_says_with_whom_it_is_compared_and_when() {
    Judgement judgement = judge(CALM, CALM, SOAKED.minusSeconds(1));

    assertThat(judgement.reasons())
        .extracting(Reason::sentence)
        .contains(
            "Devices with blue screens in 30 days: compared with 200 devices that stay with Configuration Manager; judged"
                + " once, when the soak is over at 24 November 2026 12:00 UTC.");
  }

  @Test
  void every_metric_is_compared_by_its_own_evidence() {
    MetricRule other =
        new MetricRule("noncompliant", .02, .10, .01, .05, false, new ChangeTest(.1, .95));
    Group bad = group(100, 100, 0, 0);
    Evidence evidence =
        new Evidence(
            200,
            0,
            200,
            200,
            List.of(
                counts(CALM), new MetricEvidence("noncompliant", 100, 100, 0, 0, 0, 0, 0, null)),
            List.of(
                new ChangeEvidence("blue-screens", CALM, CALM, 200, 0),
                new ChangeEvidence("noncompliant", bad, CALM, 200, 0)),
            List.of());

    assertThat(Gate.judge(rules(RULE, other), evidence, SOAKED).metrics())
        .extracting(Judgement.MetricJudgement::verdict)
        .containsExactly(Verdict.PASS, Verdict.FAIL);
  }

  @Test
  void groups_add_up() {
    Now some = new Now(1, 2, 3, 4);

    assertThat(Group.NONE.plus(false, some).plus(true, some).plus(true, some))
        .isEqualTo(new Group(some, new Now(2, 4, 6, 8)));
  }

  @Test
  void what_was_wrong_before_the_move_is_not_held_against_it() {
    Group always = new Group(new Now(160, 0, 0, 0), new Now(0, 40, 0, 0));

    assertThat(judge(always, CALM, SOAKED).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void without_a_control_group_the_absolute_limit_judges_and_the_reason_says_so() {
    for (Group moved : List.of(CALM, group(140, 60, 0, 0), group(190, 10, 0, 0))) {
      Judgement byLimit = Gate.judge(rules(limit()), evidence(moved, null), SOAKED);
      Judgement judgement =
          Gate.judge(
              rules(RULE),
              evidence(moved, new ChangeEvidence("blue-screens", moved, Group.NONE, 200, 0)),
              SOAKED);

      assertThat(judgement.verdict()).isEqualTo(byLimit.verdict());
      assertThat(judgement.reasons().get(0).sentence())
          .isEqualTo(
              byLimit.reasons().get(0).sentence()
                  + " There is no control group, so the share of devices with blue screens in 30 days is judged by its absolute limit of"
                  + " 5 %.");
      assertThat(judgement.metrics().get(0).llr()).isEqualTo(byLimit.metrics().get(0).llr());
      assertThat(judgement.metrics().get(0).change().unable()).startsWith("There is no control");
    }
  }

  @Test
  void a_control_group_that_has_been_moved_is_none_any_more() {
    Evidence evidence =
        evidence(CALM, new ChangeEvidence("blue-screens", CALM, Group.NONE, 200, 180));

    assertThat(Gate.judge(rules(RULE), evidence, SOAKED).reasons().get(0).sentence())
        .contains("All of the control group (180 devices) have moved since");
  }

  @Test
  void devices_of_which_little_is_known_from_before_are_judged_by_the_limit() {
    Evidence enough = evidence(CALM, new ChangeEvidence("blue-screens", CALM, CALM, 180, 0));
    Evidence tooFew = evidence(CALM, new ChangeEvidence("blue-screens", CALM, CALM, 179, 0));

    assertThat(Gate.judge(rules(RULE), enough, SOAKED).reasons().get(0).sentence())
        .doesNotContain("absolute limit");
    assertThat(Gate.judge(rules(RULE), tooFew, SOAKED).reasons().get(0).sentence())
        .contains("Only 179 of 200 devices have a reading from before the move");
  }

  @Test
  void what_is_compared_leaves_the_memory_of_the_sequential_test_alone() {
    Judgement judgement = judge(group(100, 100, 0, 0), group(100, 100, 0, 0), SOAKED);

    assertThat(judgement.metrics().get(0).llr()).isZero();
    assertThat(judgement.metrics().get(0).maxLlr()).isZero();
    assertThat(judgement.metrics().get(0).judged()).isEqualTo(200);
  }

  @Test
  void it_goes_together_with_the_other_metrics_like_any() {
    MetricRule other = new MetricRule("noncompliant", .02, .10, .01, .05, false);
    MetricEvidence healthy = new MetricEvidence("noncompliant", 200, 0, 0, 0, 0, 0, 0, null);
    MetricEvidence failing = new MetricEvidence("noncompliant", 150, 50, 0, 0, 0, 0, 0, null);
    ChangeEvidence passing = new ChangeEvidence("blue-screens", CALM, CALM, 200, 0);
    ChangeEvidence undecided =
        new ChangeEvidence("blue-screens", group(180, 20, 0, 0), CALM, 200, 0);

    assertThat(together(other, healthy, passing)).isEqualTo(Verdict.PASS);
    assertThat(together(other, failing, passing)).isEqualTo(Verdict.FAIL);
    assertThat(together(other, healthy, undecided)).isEqualTo(Verdict.HOLD_INCONCLUSIVE);
    assertThat(together(other, failing, undecided)).isEqualTo(Verdict.FAIL);
  }

  @Test
  void an_advisory_comparison_is_shown_and_never_in_the_way() {
    MetricRule other = new MetricRule("noncompliant", .02, .10, .01, .05, false);
    MetricRule advisory =
        new MetricRule("blue-screens", .01, .05, .01, .05, true, new ChangeTest(.1, .95));
    Group bad = group(100, 100, 0, 0);
    Evidence evidence =
        new Evidence(
            200,
            0,
            200,
            200,
            List.of(new MetricEvidence("noncompliant", 200, 0, 0, 0, 0, 0, 0, null), counts(bad)),
            List.of(new ChangeEvidence("blue-screens", bad, group(150, 0, 0, 50), 200, 0)),
            List.of());

    Judgement judgement = Gate.judge(rules(other, advisory), evidence, SOAKED);

    assertThat(judgement.verdict()).isEqualTo(Verdict.PASS);
    assertThat(judgement.metrics().get(1).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void the_evidence_shown_tells_both_groups_and_the_excess_or_why_there_is_none() {
    Evidence compared =
        evidence(
            group(140, 60, 0, 0),
            new ChangeEvidence("blue-screens", group(140, 60, 0, 0), CALM, 200, 3));
    Evidence not = evidence(CALM, null);

    assertThat(EvidenceJson.write(compared, Gate.judge(rules(RULE), compared, SOAKED)).json())
        .contains(
            "\"change\":{\"margin\":0.1,\"confidence\":0.95,\"compared\":true,"
                + "\"notComparedBecause\":null,\"leftControl\":3,"
                + "\"moved\":{\"devices\":200,\"unhealthyBefore\":0,\"unhealthyAfter\":60},"
                + "\"control\":{\"devices\":200,\"unhealthyBefore\":0,\"unhealthyAfter\":0},"
                + "\"excess\":0.3,\"lower\":0.2");
    assertThat(EvidenceJson.write(not, Gate.judge(rules(RULE), not, SOAKED)).json())
        .contains(
            "\"compared\":false,\"notComparedBecause\":\"There is no control group\","
                + "\"leftControl\":0}");
  }

  @Test
  void the_reason_tells_how_many_have_left_the_control_group() {
    Evidence evidence = evidence(CALM, new ChangeEvidence("blue-screens", CALM, CALM, 200, 7));

    assertThat(Gate.judge(rules(RULE), evidence, SOAKED).reasons().get(0).sentence())
        .contains("; 7 have left the control group");
  }
}
