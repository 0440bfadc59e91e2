package dev.handover.health;

import static dev.handover.health.GateCases.RULE;
import static dev.handover.health.GateCases.rule;
import static dev.handover.health.GateCases.rules;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import dev.handover.health.Judgement.Code;
import dev.handover.health.Judgement.Reason;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whether a wave that has passed has regressed: only proof of harm does anything. */
class GuardTest {

  static final GateRules RULES = rules(SilentRule.UNHEALTHY, RULE);

  @Test
  void a_wave_that_is_as_good_as_when_it_passed_stays_passed() {
    Judgement judged = Guard.judge(RULES, known(60, 1, 0, 0));

    assertThat(judged.verdict()).isEqualTo(Verdict.PASS);
    assertThat(sentences(judged))
        .containsExactly(
            "By their last readings 1 of 61 devices non-compliant: as good as when it passed.");
  }

  @Test
  void a_wave_in_which_more_devices_are_unhealthy_than_chance_explains_has_regressed() {
    Judgement judged = Guard.judge(RULES, known(50, 10, 0, 0));

    assertThat(judged.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(judged.settled()).isTrue();
    assertThat(judged.reasons()).extracting(Reason::code).containsOnly(Code.FAILED);
    assertThat(sentences(judged).get(0)).contains("10 of 60 devices").contains("It stays failed.");
  }

  @Test
  void it_fails_at_the_very_bound_at_which_the_gate_fails() {
    int unhealthy = 0;
    while (!RULE.test().failed(RULE.test().llr(unhealthy, 60))) {
      unhealthy++;
    }
    assertThat(Guard.judge(RULES, known(60 - unhealthy, unhealthy, 0, 0)).verdict())
        .isEqualTo(Verdict.FAIL);
    assertThat(Guard.judge(RULES, known(61 - unhealthy, unhealthy - 1, 0, 0)).verdict())
        .isNotEqualTo(Verdict.FAIL);
  }

  @Test
  void a_wave_that_could_neither_pass_nor_fail_now_is_shown_and_nothing_is_withdrawn() {
    Judgement judged = Guard.judge(RULES, known(52, 4, 0, 0));

    assertThat(judged.verdict()).isEqualTo(Verdict.HOLD_INCONCLUSIVE);
    assertThat(sentences(judged))
        .containsExactly(
            "By their last readings 4 of 56 devices non-compliant: no longer enough to pass, and not enough to stop. Nothing is withdrawn for that.");
  }

  @Test
  void devices_that_no_longer_report_count_as_their_last_reading_says() {
    // Of 60, only the 3 unhealthy ones still report: by what is fresh alone the test would fail.
    assertThat(RULE.test().failed(RULE.test().llr(3, 3))).isTrue();

    Judgement judged = Guard.judge(RULES, known(97, 3, 0, 97));

    assertThat(judged.verdict()).isEqualTo(Verdict.HOLD_STALE);
    assertThat(sentences(judged))
        .containsExactly(
            "By their last readings 3 of 100 devices non-compliant; those of 97 are old, and stand until new ones come. Nothing is withdrawn for that.");
  }

  @Test
  void devices_that_have_never_reported_do_not_fail_a_passed_wave() {
    // At the deadline the gate would count them as unhealthy.
    assertThat(RULE.test().failed(RULE.test().llr(10, 70))).isTrue();

    assertThat(Guard.judge(RULES, known(60, 0, 10, 0)).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void what_has_failed_once_stays_failed_though_it_looks_better_now() {
    MetricEvidence better =
        new MetricEvidence("noncompliant", 60, 0, 0, 0, 0, 0, RULE.test().failBound(), null);

    assertThat(Guard.judge(RULES, known(better, Map.of(), Set.of())).verdict())
        .isEqualTo(Verdict.FAIL);
  }

  @Test
  void a_failure_that_a_person_has_accepted_is_let_be_and_the_other_metrics_are_watched_on() {
    GateRules both = rules(SilentRule.UNHEALTHY, RULE, rule("policy-error", false));
    MetricEvidence failed = metric("noncompliant", 50, 10);

    Judgement accepted =
        Guard.judge(both, known(List.of(failed, metric("policy-error", 60, 0)), "noncompliant"));
    assertThat(accepted.verdict()).isEqualTo(Verdict.PASS);
    assertThat(sentences(accepted))
        .contains("Devices non-compliant: failed, and a person has accepted the risk by name.");

    Judgement other =
        Guard.judge(both, known(List.of(failed, metric("policy-error", 50, 10)), "noncompliant"));
    assertThat(other.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(other.reasons()).extracting(Reason::metric).containsExactly("policy-error");
  }

  @Test
  void advisory_metrics_stop_nothing() {
    GateRules advisory = rules(SilentRule.UNHEALTHY, RULE, rule("policy-error", true));

    assertThat(
            Guard.judge(
                    advisory,
                    known(List.of(metric("noncompliant", 60, 0), metric("policy-error", 0, 60))))
                .verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void a_metric_that_was_compared_with_a_control_group_is_not_watched_by_its_limit() {
    MetricRule compared =
        new MetricRule(RULE.name(), .02, .10, .01, .05, false, new ChangeTest(.01, .95));
    LastKnown everyoneIsDown = known(List.of(metric("noncompliant", 30, 30)));
    assertThat(Guard.judge(RULES, everyoneIsDown).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(Guard.judge(rules(SilentRule.UNHEALTHY, compared), everyoneIsDown).verdict())
        .isNotEqualTo(Verdict.FAIL);
  }

  @Test
  void a_source_that_cannot_be_read_is_told_and_withdraws_nothing() {
    LastKnown known =
        new LastKnown(
            new Evidence(
                60, 0, 60, 60, List.of(metric("noncompliant", 60, 0)), List.of("intune: 503")),
            Map.of(),
            Set.of());

    Judgement judged = Guard.judge(RULES, known);

    assertThat(judged.verdict()).isEqualTo(Verdict.HOLD_SOURCE_ERROR);
    assertThat(sentences(judged).get(0))
        .isEqualTo(
            "A source cannot be read (intune: 503); the last readings stand. Nothing is withdrawn for that.");
  }

  @Test
  void a_part_that_has_failed_is_said_and_does_not_fail_the_wave() {
    Strata strata =
        new Strata(
            6,
            List.of(
                new Strata.Count(new Strata.Stratum("model", "A"), "noncompliant", 0, 6, 0, 0, 0)));

    Judgement judged = Guard.judge(RULES, known(194, 6, 0, 0).with(strata));

    assertThat(judged.verdict()).isEqualTo(Verdict.HOLD_INCONCLUSIVE);
    assertThat(judged.strata()).singleElement().matches(StratumJudgement::failed);
    assertThat(sentences(judged).get(0)).startsWith("Model A: 6 of 6 devices");
  }

  static List<String> sentences(Judgement judged) {
    return judged.reasons().stream().map(Reason::sentence).toList();
  }

  private static MetricEvidence metric(String name, int healthy, int unhealthy) {
    return new MetricEvidence(name, healthy, unhealthy, 0, 0, 0, 0, 0, null);
  }

  static LastKnown known(int healthy, int unhealthy, int never, int late) {
    return known(
        new MetricEvidence("noncompliant", healthy, unhealthy, 0, never, 0, 0, 0, null),
        Map.of("noncompliant", late),
        Set.of());
  }

  private static LastKnown known(List<MetricEvidence> metrics, String... accepted) {
    return new LastKnown(
        new Evidence(60, 0, 60, 60, metrics, List.of()), Map.of(), Set.of(accepted));
  }

  private static LastKnown known(
      MetricEvidence metric, Map<String, Integer> late, Set<String> accepted) {
    int devices = metric.reported() + metric.pending();
    return new LastKnown(
        new Evidence(devices, 0, devices, devices, List.of(metric), List.of()), late, accepted);
  }
}
