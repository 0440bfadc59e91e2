package dev.handover.health;

import static dev.handover.health.GateCases.DEADLINE;
import static dev.handover.health.GateCases.RULE;
import static dev.handover.health.GateCases.SOAKED;
import static dev.handover.health.GateCases.START;
import static dev.handover.health.GateCases.counts;
import static dev.handover.health.GateCases.evidence;
import static dev.handover.health.GateCases.healthy;
import static dev.handover.health.GateCases.judge;
import static dev.handover.health.GateCases.rule;
import static dev.handover.health.GateCases.rules;
import static dev.handover.health.GateCases.wave;
import static dev.handover.health.Judgement.Code.*;
import static dev.handover.health.Verdict.FAIL;
import static dev.handover.health.Verdict.HOLD_INCONCLUSIVE;
import static dev.handover.health.Verdict.HOLD_INSUFFICIENT;
import static dev.handover.health.Verdict.PASS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import dev.handover.health.Judgement.MetricJudgement;
import dev.handover.health.Judgement.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {

  @Test
  void thirty_six_clean_devices_pass_once_the_soak_is_over() {
    Judgement judgement = judge(wave(36, healthy(36)), SOAKED);

    assertThat(judgement.verdict()).isEqualTo(PASS);
    assertThat(judgement.settled()).isTrue();
    assertThat(judgement.lookAgainAt()).isNull();
    assertThat(judgement.reasons()).extracting(Reason::code).containsExactly(PASSED);
  }

  @Test
  void a_moment_before_the_soak_is_over_nothing_passes() {
    Judgement judgement = judge(wave(36, healthy(36)), SOAKED.minusNanos(1));

    assertThat(judgement.verdict()).isEqualTo(HOLD_INSUFFICIENT);
    assertThat(judgement.settled()).isFalse();
    assertThat(judgement.lookAgainAt()).isEqualTo(SOAKED);
    assertThat(judgement.reasons().get(0))
        .isEqualTo(
            new Reason(
                SOAKING,
                null,
                "The soak lasts until 24 November 2026 12:00 UTC; until then nothing passes."));
    assertThat(judgement.metrics().get(0).verdict()).isEqualTo(HOLD_INSUFFICIENT);
  }

  @Test
  void three_failures_fail_at_once_in_the_middle_of_the_soak() {
    Judgement judgement = judge(wave(100, counts(0, 3, 0, 97, 0)), START.plusSeconds(60));

    assertThat(judgement.verdict()).isEqualTo(FAIL);
    assertThat(judgement.settled()).isTrue();
    assertThat(judgement.reasons().get(0).code()).isEqualTo(FAILED);
  }

  @Test
  void a_failed_wave_says_why_and_promises_nothing_that_would_mend_it() {
    MetricRule other = new MetricRule("policy-error", .02, .10, .01, .05, false);
    MetricEvidence few = new MetricEvidence("policy-error", 30, 0, 0, 70, 0, 0, 0, null);

    Judgement judgement =
        Gate.judge(
            rules(SilentRule.UNHEALTHY, RULE, other),
            wave(100, counts(0, 3, 0, 97, 0), few),
            START.plusSeconds(60));

    assertThat(judgement.reasons()).extracting(Reason::code).containsExactly(FAILED);
    assertThat(judgement.metrics().get(0).verdict()).isEqualTo(FAIL);
    assertThat(judgement.metrics().get(1).verdict()).isEqualTo(HOLD_INSUFFICIENT);
    assertThat(judgement.metrics().get(1).sentence())
        .isEqualTo(
            "Devices with errors or conflicts of configuration policies: 30 of 100 reported since"
                + " the move (100 confirmed); 90 are needed.");
  }

  @Test
  void a_failed_wave_keeps_what_other_metrics_have_proved() {
    MetricRule other = new MetricRule("policy-error", .02, .10, .01, .05, false);
    MetricEvidence healthy = new MetricEvidence("policy-error", 100, 0, 0, 0, 0, 0, 0, null);

    Judgement judgement =
        Gate.judge(
            rules(SilentRule.UNHEALTHY, RULE, other),
            wave(100, counts(0, 3, 0, 97, 0), healthy),
            START.plusSeconds(60));

    assertThat(judgement.reasons()).extracting(Reason::code).containsExactly(FAILED, PASSED);
    assertThat(judgement.metrics().get(1).verdict()).isEqualTo(PASS);
  }

  @Test
  void what_has_failed_once_stays_failed_even_if_all_are_healthy_now() {
    MetricEvidence before = new MetricEvidence("noncompliant", 100, 0, 0, 0, 0, 0, 4.7, null);

    Judgement judgement = judge(wave(100, before), SOAKED);

    assertThat(judgement.verdict()).isEqualTo(FAIL);
    assertThat(judgement.reasons().get(0).sentence()).contains("failed earlier").contains("stays");
  }

  @Test
  void a_ratio_below_the_bound_does_not_stick() {
    MetricEvidence before = new MetricEvidence("noncompliant", 100, 0, 0, 0, 0, 0, 4.6, null);

    assertThat(judge(wave(100, before), SOAKED).verdict()).isEqualTo(PASS);
  }

  @ParameterizedTest
  @CsvSource({
    // coverage on the bound: 63 of 70 are 90 %
    "70, 63, 0, 0, 0, 7, PASS",
    "70, 62, 0, 0, 0, 8, HOLD_STALE",
    // silence would undo it: four unhealthy of a hundred do not pass, three do
    "100, 96, 0, 0, 4, 0, HOLD_INSUFFICIENT",
    "100, 97, 0, 0, 3, 0, PASS",
    "100, 97, 1, 0, 2, 0, PASS",
    "100, 96, 2, 0, 2, 0, HOLD_INSUFFICIENT",
    "70, 62, 0, 0, 8, 0, HOLD_INSUFFICIENT",
    // enough devices, but not for the test
    "35, 35, 0, 0, 0, 0, HOLD_INCONCLUSIVE",
    "60, 57, 3, 0, 0, 0, HOLD_INCONCLUSIVE",
    // silent devices count as unhealthy, and not as reported
    "100, 97, 0, 3, 0, 0, PASS",
    "100, 92, 0, 8, 0, 0, FAIL",
    "100, 89, 0, 5, 6, 0, HOLD_INSUFFICIENT",
    // old reports
    "100, 80, 0, 0, 0, 20, HOLD_STALE",
    "100, 80, 0, 0, 10, 10, HOLD_STALE",
    "100, 80, 0, 0, 11, 9, HOLD_INSUFFICIENT",
    "100, 95, 0, 0, 0, 5, PASS",
    // nothing
    "100, 0, 0, 0, 100, 0, HOLD_INSUFFICIENT",
    "100, 0, 0, 0, 0, 100, HOLD_STALE",
  })
  void a_metric_is_judged_by_its_counts(
      int cohort, int healthy, int unhealthy, int silent, int pending, int stale, Verdict verdict) {
    Judgement judgement =
        judge(wave(cohort, counts(healthy, unhealthy, silent, pending, stale)), DEADLINE);

    assertThat(judgement.verdict()).isEqualTo(verdict);
    assertThat(judgement.metrics().get(0).verdict()).isEqualTo(verdict);
  }

  @Test
  void an_empty_wave_is_never_a_success() {
    Judgement judgement = judge(wave(0, healthy(0)), DEADLINE);

    assertThat(judgement.verdict()).isEqualTo(HOLD_INSUFFICIENT);
    assertThat(judgement.reasons()).extracting(Reason::code).containsExactly(EMPTY_COHORT);
    assertThat(judgement.metrics().get(0).rate()).isNull();
    assertThat(judgement.metrics().get(0).verdict()).isEqualTo(HOLD_INSUFFICIENT);
  }

  @Test
  void a_wave_whose_devices_are_all_excluded_is_never_a_success() {
    Judgement judgement =
        Gate.judge(rules(SilentRule.UNHEALTHY, RULE), evidence(50, 50, healthy(0)), DEADLINE);

    assertThat(judgement.verdict()).isEqualTo(HOLD_INSUFFICIENT);
    assertThat(judgement.reasons()).extracting(Reason::code).containsExactly(EMPTY_COHORT);
  }

  @Test
  void exclusions_are_allowed_up_to_their_budget_and_not_beyond() {
    GateRules rules = rules(SilentRule.UNHEALTHY, RULE);

    assertThat(Gate.judge(rules, evidence(70, 7, healthy(63)), SOAKED).verdict()).isEqualTo(PASS);
    Judgement beyond = Gate.judge(rules, evidence(70, 8, healthy(62)), SOAKED);
    assertThat(beyond.verdict()).isEqualTo(HOLD_INSUFFICIENT);
    assertThat(beyond.reasons().get(0).code()).isEqualTo(TOO_MANY_EXCLUDED);
    assertThat(beyond.settled()).isTrue();
  }

  @Test
  void without_any_metric_nothing_passes() {
    assertThat(Gate.judge(rules(SilentRule.UNHEALTHY), wave(100), DEADLINE))
        .satisfies(
            j -> {
              assertThat(j.verdict()).isEqualTo(HOLD_INSUFFICIENT);
              assertThat(j.reasons()).extracting(Reason::code).containsExactly(NO_METRIC);
              assertThat(j.settled()).isTrue();
            });
  }

  @Test
  void advisory_metrics_alone_never_pass_a_wave() {
    GateRules rules = rules(SilentRule.UNHEALTHY, rule("noncompliant", true));

    Judgement judgement = Gate.judge(rules, wave(100, healthy(100)), DEADLINE);

    assertThat(judgement.verdict()).isEqualTo(HOLD_INSUFFICIENT);
    assertThat(judgement.metrics().get(0).verdict()).isEqualTo(PASS);
  }

  @Test
  void an_advisory_metric_is_shown_and_never_in_the_way() {
    GateRules rules = rules(SilentRule.UNHEALTHY, RULE, rule("blue-screens", true));
    MetricEvidence crashing = new MetricEvidence("blue-screens", 50, 50, 0, 0, 0, 0, 0, null);

    Judgement judgement = Gate.judge(rules, wave(100, healthy(100), crashing), SOAKED);

    assertThat(judgement.verdict()).isEqualTo(PASS);
    assertThat(judgement.metrics())
        .extracting(MetricJudgement::verdict)
        .containsExactly(PASS, FAIL);
    assertThat(judgement.reasons()).extracting(Reason::metric).containsExactly("noncompliant");
  }

  @Test
  void a_metric_of_the_rules_without_evidence_holds() {
    GateRules rules = rules(SilentRule.UNHEALTHY, RULE, rule("blue-screens", false));

    Judgement judgement = Gate.judge(rules, wave(100, healthy(100)), DEADLINE);

    assertThat(judgement.verdict()).isEqualTo(HOLD_INSUFFICIENT);
  }

  @Test
  void the_worst_metric_decides_and_its_reason_comes_first() {
    GateRules rules =
        rules(SilentRule.UNHEALTHY, RULE, rule("blue-screens", false), rule("defender-off", false));
    MetricEvidence failing = new MetricEvidence("defender-off", 90, 10, 0, 0, 0, 0, 0, null);
    MetricEvidence missing = new MetricEvidence("blue-screens", 0, 0, 0, 100, 0, 0, 0, null);

    Judgement judgement = Gate.judge(rules, wave(100, healthy(100), missing, failing), SOAKED);

    assertThat(judgement.verdict()).isEqualTo(FAIL);
    assertThat(judgement.reasons().get(0).metric()).isEqualTo("defender-off");
    assertThat(judgement.reasons())
        .extracting(r -> r.code().verdict())
        .isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void a_hold_is_settled_at_the_deadline_and_not_before() {
    Evidence open = wave(100, counts(80, 0, 0, 20, 0));

    assertThat(judge(open, DEADLINE.minusNanos(1)).settled()).isFalse();
    assertThat(judge(open, DEADLINE.minusNanos(1)).lookAgainAt()).isEqualTo(DEADLINE);
    assertThat(judge(open, DEADLINE).settled()).isTrue();
    assertThat(judge(open, DEADLINE).lookAgainAt()).isNull();
  }

  @Test
  void a_hold_is_settled_when_every_device_is_judged_and_the_soak_is_over() {
    Evidence complete = wave(60, counts(57, 3, 0, 0, 0));

    assertThat(judge(complete, SOAKED.minusNanos(1)).settled()).isFalse();
    Judgement judgement = judge(complete, SOAKED);
    assertThat(judgement.verdict()).isEqualTo(HOLD_INCONCLUSIVE);
    assertThat(judgement.settled()).isTrue();
    assertThat(judge(wave(60, counts(56, 3, 0, 1, 0)), SOAKED).settled()).isFalse();
    assertThat(judge(wave(60, counts(56, 3, 0, 0, 1)), SOAKED).settled()).isFalse();
  }

  @Test
  void a_signal_of_ones_own_is_told_by_its_title_and_thousands_by_commas() {
    MetricRule vpn = new MetricRule("vpn-broken", "without a VPN", .02, .10, .01, .05, false, null);
    Evidence wave = wave(2000, new MetricEvidence("vpn-broken", 1990, 10, 0, 0, 0, 0, 0, null));

    assertThat(
            Gate.judge(rules(SilentRule.UNHEALTHY, vpn), wave, SOAKED).reasons().get(0).sentence())
        .isEqualTo("10 of 2,000 devices without a VPN (0.5 %): 10 % or more is ruled out.");
  }

  @Test
  void an_undecided_metric_says_what_would_decide_it() {
    assertThat(judge(wave(95, counts(85, 3, 0, 7, 0)), SOAKED).reasons().get(0).sentence())
        .isEqualTo(
            "3 of 88 devices non-compliant (3.4 %): neither good"
                + " enough to rule out 10 % nor bad enough to stop. 7 more healthy in a row would"
                + " pass it, 5 unhealthy would fail it; 7 are still to report. It is looked at with"
                + " every report, and at 26 November 2026 12:00 UTC.");
  }

  @Test
  void a_pilot_that_is_too_small_says_that_a_person_decides() {
    assertThat(judge(wave(20, healthy(20)), SOAKED).reasons().get(0).sentence())
        .isEqualTo(
            "0 of 20 devices non-compliant (0 %, 95 % interval 0 % to 16.8 %): neither good enough"
                + " to rule out 10 % nor bad enough to stop. 16 more healthy in a row would pass"
                + " it, 4 unhealthy would fail it; every device has reported. Nothing"
                + " more is awaited, so a person decides; only reports that come later could change"
                + " it.");
  }

  @Test
  void too_few_reports_say_how_many_are_missing_and_what_silence_will_mean() {
    MetricEvidence counts = new MetricEvidence("noncompliant", 80, 0, 0, 20, 2, 0, 0, null);

    assertThat(judge(wave(100, counts), SOAKED).reasons().get(0).sentence())
        .isEqualTo(
            "Devices non-compliant: 80 of 100 reported since the move (100 confirmed); 90 are"
                + " needed. 10 more would do; readings of 2 were refused because they cannot be"
                + " true. Whoever is silent at 26 November 2026 12:00 UTC counts as unhealthy. It"
                + " is looked at with every report, and at 26 November 2026 12:00 UTC.");
  }
}
