package dev.handover.health;

import dev.handover.health.GateRules.MetricRule;
import dev.handover.health.Judgement.Code;
import dev.handover.health.Judgement.Reason;
import java.util.ArrayList;
import java.util.List;

/** The gate's reasons by a metric that is compared with a control group, or should have been. */
final class ChangeGate {

  private ChangeGate() {}

  /** Those of a comparison: nothing before the soak is over, then what the test says. */
  static List<Reason> reasons(
      MetricRule rule,
      MetricCount measured,
      Comparison comparison,
      boolean soaking,
      Sentences sentences) {
    ChangeSentences words = new ChangeSentences(rule, comparison, sentences);
    if (soaking) {
      return List.of(new Reason(Code.SOAKING, rule.name(), words.soaking()));
    }
    if (comparison.failed()) {
      return List.of(new Reason(Code.FAILED, rule.name(), words.failed()));
    }
    GateRules rules = sentences.rules();
    List<Reason> reasons =
        new ArrayList<>(Gate.coverage(rule, rules, sentences.evidence(), measured, sentences));
    ChangeEvidence.Group control = comparison.seen().control();
    if (!Gate.atLeast(control.reported(), rules.minCoverage(), control.devices())) {
      reasons.add(new Reason(Code.TOO_FEW_REPORTED, rule.name(), words.tooFewOfControl()));
    }
    if (!comparison.passed()) {
      reasons.add(
          comparison.open() > 0
              ? new Reason(Code.OPEN_WOULD_DECIDE, rule.name(), words.openWouldDecide())
              : new Reason(Code.UNDECIDED, rule.name(), words.undecided()));
    }
    if (reasons.isEmpty()) {
      reasons.add(new Reason(Code.PASSED, rule.name(), words.passed()));
    }
    return reasons;
  }

  /** Those of the limit, each saying why it is the limit that judges. */
  static List<Reason> byLimit(MetricRule rule, Comparison comparison, List<Reason> byLimit) {
    String why = ChangeSentences.byLimit(rule, comparison);
    return byLimit.stream()
        .map(r -> new Reason(r.code(), r.metric(), r.sentence() + " " + why))
        .toList();
  }
}
