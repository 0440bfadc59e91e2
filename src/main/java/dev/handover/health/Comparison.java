package dev.handover.health;

import dev.handover.device.DeviceCount;
import dev.handover.health.ChangeEvidence.Taken;
import dev.handover.health.GateRules.MetricRule;
import dev.handover.health.Judgement.ChangeJudgement;

/**
 * A wave against its control group by one metric, or why it cannot be.
 *
 * <p>The test is for one look, so nothing is concluded that a device still to report could undo: it
 * passes only if it does so with every open device of the wave unhealthy and every one of the
 * control group healthy, and fails only if it does so the other way round. With nothing open the
 * three are one.
 *
 * @param seen null where nothing was measured
 * @param unable why there is no comparison, for people; null where there is one
 * @param moved the devices of the wave as they count now, {@code control} those of its group; null
 *     where there is no comparison
 * @param open devices of both groups that are neither in {@code moved} nor in {@code control}
 * @param excess with what has been reported, null while that is nothing in either group
 * @param worst with everything that is open against the move, {@code best} with it in favour; null
 *     where there is no comparison
 */
record Comparison(
    ChangeTest test,
    ChangeEvidence seen,
    String unable,
    BeforeAfter moved,
    BeforeAfter control,
    int open,
    Estimate excess,
    Estimate worst,
    Estimate best) {

  /** Null for a metric that its limit alone judges. */
  static Comparison of(MetricRule rule, GateRules rules, Evidence evidence, boolean consistent) {
    ChangeTest test = rule.change();
    if (test == null) {
      return null;
    }
    ChangeEvidence seen =
        evidence.changes().stream()
            .filter(c -> c.metric().equals(rule.name()))
            .findFirst()
            .orElse(null);
    String unable = unable(seen, rules, evidence, consistent);
    if (unable != null) {
      return new Comparison(test, seen, unable, null, null, 0, null, null, null);
    }
    // While a source cannot be read, silence is the source's, not the devices'.
    boolean silenceCounts =
        rules.silent() == SilentRule.UNHEALTHY && evidence.sourceErrors().isEmpty();
    Taken silent = silenceCounts ? Taken.UNHEALTHY : Taken.LEFT_OUT;
    BeforeAfter moved = seen.moved().taking(silent, Taken.LEFT_OUT);
    BeforeAfter control = seen.control().taking(silent, Taken.LEFT_OUT);
    Taken bad = Taken.UNHEALTHY;
    Taken good = silenceCounts ? Taken.UNHEALTHY : Taken.HEALTHY;
    return new Comparison(
        test,
        seen,
        null,
        moved,
        control,
        seen.moved().devices() - moved.devices() + seen.control().devices() - control.devices(),
        moved.devices() == 0 || control.devices() == 0 ? null : test.excess(moved, control),
        test.excess(
            seen.moved().taking(bad, Taken.UNHEALTHY), seen.control().taking(good, Taken.HEALTHY)),
        test.excess(
            seen.moved().taking(good, Taken.HEALTHY), seen.control().taking(bad, Taken.UNHEALTHY)));
  }

  private static String unable(
      ChangeEvidence seen, GateRules rules, Evidence evidence, boolean consistent) {
    if (!consistent) {
      return "The evidence contradicts itself";
    }
    if (seen == null
        || seen.moved().devices() == 0
        || seen.control().devices() + seen.left() == 0) {
      return "There is no control group";
    }
    if (seen.control().devices() == 0) {
      return "All of the control group (%s) %s moved since"
          .formatted(DeviceCount.devices(seen.left()), seen.left() == 1 ? "has" : "have");
    }
    if (!Gate.atLeast(seen.known(), rules.minCoverage(), evidence.counted())) {
      return "Only %s of %s %s a reading from before the move"
          .formatted(
              DeviceCount.number(seen.known()),
              DeviceCount.devices(evidence.counted()),
              seen.known() == 1 ? "has" : "have");
    }
    return null;
  }

  ChangeJudgement judgement() {
    return new ChangeJudgement(
        test.margin(),
        test.confidence(),
        unable,
        moved,
        control,
        seen == null ? 0 : seen.left(),
        excess);
  }

  /** Devices of both groups whose silence is counted as unhealthy. */
  int silent() {
    return moved.devices()
        + control.devices()
        - seen.moved().reported()
        - seen.control().reported();
  }

  boolean possible() {
    return unable == null;
  }

  boolean failed() {
    return test.failed(best);
  }

  /** Whether there is anything that the open devices could report with which it would pass. */
  boolean mayPass() {
    return test.passed(best);
  }

  boolean passed() {
    return test.passed(worst);
  }
}
