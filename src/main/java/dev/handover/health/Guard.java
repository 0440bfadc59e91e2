package dev.handover.health;

import static dev.handover.device.DeviceCount.devices;
import static dev.handover.device.DeviceCount.number;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import dev.handover.health.Judgement.Code;
import dev.handover.health.Judgement.MetricJudgement;
import dev.handover.health.Judgement.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whether a wave that has passed has regressed since. A pure function, by the gate's own test: its
 * {@code FAIL} is sound however often one looks on, for the cohort is frozen and the bound is
 * Ville's. (That is so as long as a device's state is its own. Where devices flap, each look draws
 * some of them anew, and a small pilot that is guarded for long is stopped by chance more often
 * than alpha says.) Only a {@code FAIL} has consequences.
 *
 * <p>A hold is shown and nothing more. To pass, a wave had to be proved good, and it was; to stop a
 * rollout that goes on, harm has to be proved, and missing evidence proves none. Were it otherwise,
 * every outage of a reporting service would withdraw every approval there is.
 *
 * <p>Its parts are judged as the gate judges them, by the same readings. A part that has failed
 * does not fail the wave; who watches puts it in quarantine.
 *
 * <p>Silence is no regression either, so a device counts as its last reading says, whether or not
 * it still reports. Were late readings dropped, as the gate drops them, the devices that go quiet
 * would take their healthy readings along, and the few unhealthy ones that still report would fail
 * a wave in which nothing has become worse. Devices that have never reported were weighed when the
 * wave passed, as if they were all unhealthy, and count when they report. A change that makes
 * devices go quiet shows in the signal that is made of it, {@code check-in-missing}.
 */
public final class Guard {

  private static final String NO_HARM = " Nothing is withdrawn for that.";

  private Guard() {}

  /**
   * @param rules those by which the wave passed
   * @return {@code PASS}: as good as it was; {@code FAIL}: it has regressed; a hold: neither is
   *     certain now
   */
  public static Judgement judge(GateRules rules, LastKnown known) {
    // After its deadline nothing depends on time any more, and silence counts for nothing.
    Judgement gate = Gate.judge(watching(rules, known), known.evidence(), rules.deadline());
    if (gate.verdict() == Verdict.FAIL) {
      List<Reason> failed = gate.reasons().stream().filter(r -> r.code() == Code.FAILED).toList();
      return new Judgement(Verdict.FAIL, failed, true, gate.metrics(), null);
    }
    List<Reason> reasons = new ArrayList<>();
    for (Reason reason : gate.reasons()) {
      if (reason.code() == Code.STRATUM_FAILED) {
        reasons.add(reason);
      } else if (reason.metric() == null) {
        reasons.add(new Reason(reason.code(), null, ofWave(reason.code(), known.evidence())));
      }
    }
    for (MetricJudgement metric : gate.metrics()) {
      if (!metric.advisory()) {
        reasons.add(ofMetric(rules, known, metric));
      }
    }
    rules.metrics().stream()
        .filter(m -> known.accepted().contains(m.name()))
        .sorted(Comparator.comparing(MetricRule::name))
        .forEach(m -> reasons.add(accepted(m)));
    reasons.sort((a, b) -> b.code().verdict().compareTo(a.code().verdict()));
    Verdict verdict = Verdict.worst(reasons.stream().map(r -> r.code().verdict()).toList());
    return new Judgement(verdict, reasons, false, gate.metrics(), gate.strata(), null);
  }

  /**
   * Metrics that a person has accepted as failed are still shown, and no longer in the way. Nor are
   * those that were compared with a control group: they were judged by how they changed, once, and
   * their limit would stop for an outage that hits everyone.
   */
  private static GateRules watching(GateRules rules, LastKnown known) {
    return new GateRules(
        rules.metrics().stream()
            .map(
                m ->
                    new MetricRule(
                        m.name(),
                        m.title(),
                        m.expected(),
                        m.limit(),
                        m.alpha(),
                        m.beta(),
                        m.advisory() || m.change() != null || known.accepted().contains(m.name()),
                        null))
            .toList(),
        rules.minCoverage(),
        rules.maxExcluded(),
        SilentRule.HOLD,
        rules.minSoak(),
        rules.startedAt(),
        rules.deadline());
  }

  private static Reason ofMetric(GateRules rules, LastKnown known, MetricJudgement metric) {
    MetricRule rule =
        rules.metrics().stream()
            .filter(m -> m.name().equals(metric.name()))
            .findFirst()
            .orElseThrow();
    MetricEvidence counts = metric.counts();
    int late = known.late().getOrDefault(metric.name(), 0);
    int counted = known.evidence().counted();
    String seen =
        "By their last readings %s of %s %s"
            .formatted(number(counts.unhealthy()), devices(counts.reported()), rule.title());
    if (late > 0 && !Gate.atLeast(counts.reported() - late, rules.minCoverage(), counted)) {
      return new Reason(
          Code.TOO_OLD,
          metric.name(),
          seen
              + "; those of %s are old, and stand until new ones come.".formatted(number(late))
              + NO_HARM);
    }
    return metric.llr() <= metric.lower()
        ? new Reason(Code.PASSED, metric.name(), seen + ": as good as when it passed.")
        : new Reason(
            Code.UNDECIDED,
            metric.name(),
            seen + ": no longer enough to pass, and not enough to stop." + NO_HARM);
  }

  private static Reason accepted(MetricRule metric) {
    return new Reason(
        Code.PASSED,
        metric.name(),
        metric.heading() + ": failed, and a person has accepted the risk by name.");
  }

  private static String ofWave(Code code, Evidence evidence) {
    String why =
        switch (code) {
          case SOURCE_UNREADABLE ->
              "A source cannot be read (%s); the last readings stand."
                  .formatted(String.join("; ", evidence.sourceErrors()));
          case CONTRADICTORY -> "The evidence contradicts itself; nothing is concluded from it.";
          case EMPTY_COHORT -> "None of its devices counts any more.";
          case NO_METRIC -> "No required metric is left to watch.";
          default ->
              "%s of its %s excluded; the rest may not speak for all."
                  .formatted(number(evidence.excluded()), devices(evidence.cohort()));
        };
    return why + NO_HARM;
  }
}
