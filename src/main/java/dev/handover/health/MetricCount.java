package dev.handover.health;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;

/**
 * A metric's evidence as its test counts it.
 *
 * @param judged what the test has counted, {@code unhealthy} of it as unhealthy
 * @param open devices without any reading, which count as unhealthy once they are silent
 * @param llrIfSilent the ratio if they all are: a device that a move has broken reports nothing,
 *     and a pass that does not wait for it is no proof
 */
record MetricCount(
    MetricEvidence counts, int judged, int unhealthy, int open, double llr, double llrIfSilent) {

  static MetricCount of(MetricRule rule, GateRules rules, Evidence evidence, boolean consistent) {
    MetricEvidence counts = evidenceOf(rule, evidence);
    if (!consistent) {
      return new MetricCount(counts, 0, 0, 0, 0, 0);
    }
    boolean silenceCounts = rules.silent() == SilentRule.UNHEALTHY;
    // While a source cannot be read, silence is the source's, not the devices'.
    int silent = silenceCounts && evidence.sourceErrors().isEmpty() ? counts.silent() : 0;
    int unhealthy = counts.unhealthy() + silent;
    int judged = counts.healthy() + unhealthy;
    int open =
        silenceCounts
            ? Math.max(0, evidence.counted()) - counts.reported() - counts.stale() - counts.silent()
            : 0;
    SequentialTest test = rule.test();
    return new MetricCount(
        counts,
        judged,
        unhealthy,
        open,
        test.llr(unhealthy, judged),
        test.llr(unhealthy + open, judged + open));
  }

  /** What has failed once stays failed. */
  boolean failed(SequentialTest test) {
    return test.failed(Math.max(counts.maxLlr(), llr));
  }

  /** Without a ratio: not its share is judged but its change. */
  MetricCount compared() {
    return new MetricCount(counts, judged, unhealthy, open, 0, 0);
  }

  static MetricEvidence evidenceOf(MetricRule rule, Evidence evidence) {
    return evidence.metrics().stream()
        .filter(m -> m.name().equals(rule.name()))
        .findFirst()
        .orElseGet(
            () ->
                new MetricEvidence(
                    rule.name(), 0, 0, 0, Math.max(0, evidence.counted()), 0, 0, 0, null));
  }
}
