package dev.handover.health;

import static dev.handover.calendar.Moment.words;
import static dev.handover.device.DeviceCount.devices;
import static dev.handover.device.DeviceCount.number;

import dev.handover.device.DeviceCount;
import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.Gate.Measured;
import dev.handover.health.GateRules.MetricRule;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/** The gate's reasons in words: what is so, what would change it, and when it is looked at next. */
record Sentences(GateRules rules, Evidence evidence, Instant next) {

  String sourceUnreadable(String error) {
    return "A source cannot be read: %s. That says nothing about the devices. It is read again with every cycle.%s"
        .formatted(error, deadlineWhileWaiting());
  }

  String contradictory(String contradiction) {
    return "The evidence contradicts itself: %s. Nothing is concluded from it until it is consistent again."
        .formatted(contradiction);
  }

  String noMetric() {
    return "No required metric is set, so nothing can prove this wave healthy. A person must decide.";
  }

  String emptyCohort() {
    if (evidence.cohort() == 0 && evidence.quarantined() > 0) {
      return "Every device of the wave (%s) is in quarantine, so there is no evidence. A person must decide."
          .formatted(number(evidence.quarantined()));
    }
    return evidence.cohort() == 0
        ? "The wave has no devices, so there is no evidence. A person must decide."
        : "All devices of the wave (%s) are excluded, so there is no evidence. A person must decide."
            .formatted(number(evidence.cohort()));
  }

  String tooManyExcluded() {
    return "%s of %s excluded; at most %s may be. A person must decide whether the rest speaks for all."
        .formatted(
            number(evidence.excluded()), devices(evidence.cohort()), percent(rules.maxExcluded()));
  }

  String soaking() {
    return "The soak lasts until %s; until then nothing passes.".formatted(words(rules.soakEnds()));
  }

  String failed(MetricRule rule, Measured m) {
    SequentialTest test = rule.test();
    return test.failed(m.llr())
        ? "%s: more than the %s expected, beyond what chance explains (limit %s). It stays failed."
            .formatted(observed(rule, m, true), percent(rule.expected()), percent(rule.limit()))
        : "%s now, but the test failed earlier in this wave, when more were unhealthy. It stays failed."
            .formatted(observed(rule, m, true));
  }

  String tooFewReported(MetricRule rule, Measured m) {
    int counted = evidence.counted();
    int needed = needed(counted);
    int missing = needed - m.counts().reported();
    return "%s: %s of %s reported since the move (%s confirmed); %s. %s more would do%s.%s%s"
        .formatted(
            rule.heading(),
            number(m.counts().reported()),
            devices(counted),
            number(evidence.confirmed()),
            DeviceCount.of(needed, "is needed", "are needed"),
            number(missing),
            m.counts().rejected() == 0
                ? ""
                : "; readings of %s were refused because they cannot be true"
                    .formatted(number(m.counts().rejected())),
            rules.silent() == SilentRule.UNHEALTHY && next != null
                ? " Whoever is silent at %s counts as unhealthy.".formatted(words(rules.deadline()))
                : "",
            nextLook());
  }

  String tooOld(MetricRule rule, Measured m) {
    return "%s: %s of %s reported lately; the reports of %s more are too old to count. New reports of %s of them would do.%s"
        .formatted(
            rule.heading(),
            number(m.counts().reported()),
            devices(evidence.counted()),
            number(m.counts().stale()),
            number(needed(evidence.counted()) - m.counts().reported()),
            nextLook());
  }

  String silentDevices(MetricRule rule, Measured m) {
    return "%s: %s not reported by %s. A person must decide what that means, or wait for them."
        .formatted(
            rule.heading(),
            DeviceCount.of(m.counts().silent(), "device has", "devices have"),
            words(rules.deadline()));
  }

  String silenceWouldUndo(MetricRule rule, Measured m) {
    // Each that reports healthy instead takes one unhealthy away.
    int more = 0;
    while (!rule.test()
        .passed(rule.test().llr(m.unhealthy() + m.open() - more, m.judged() + m.open()))) {
      more++;
    }
    return "%s: good enough, but not if the %s, for that counts as unhealthy. %s of them healthy would do.%s"
        .formatted(
            observed(rule, m, next == null),
            DeviceCount.of(
                m.open(), "without any report stays silent", "without any report stay silent"),
            number(more),
            nextLook());
  }

  static String stratumFailed(StratumJudgement stratum) {
    return stratum.sentence()
        + " Its devices are put in quarantine, unless that is more than a third of the wave, or the slider is at Intune already: then a person must decide whether the wave may go on with it.";
  }

  static String moreStrataFailed(int more) {
    return "%s more parts of the wave have failed as well.".formatted(number(more));
  }

  String undecided(MetricRule rule, Measured m) {
    SequentialTest test = rule.test();
    int healthy = test.healthyToPass(m.llr());
    int unhealthy = test.unhealthyToFail(m.llr());
    MetricEvidence counts = m.counts();
    int open = evidence.counted() - counts.reported() - counts.silent();
    String outlook =
        healthy > open
            ? tooFew(open)
            : "%s still to report.".formatted(DeviceCount.of(open, "is", "are"));
    return "%s: neither good enough to rule out %s nor bad enough to stop. %s more healthy in a row would pass it, %s unhealthy would fail it; %s%s"
        .formatted(
            observed(rule, m, next == null),
            percent(rule.limit()),
            number(healthy),
            number(unhealthy),
            outlook,
            nextLook());
  }

  private static String tooFew(int open) {
    return open == 0
        ? "every device has reported."
        : "%s still to report, which is too few.".formatted(DeviceCount.of(open, "is", "are"));
  }

  String passed(MetricRule rule, Measured m) {
    return "%s: %s or more is ruled out."
        .formatted(observed(rule, m, false), percent(rule.limit()));
  }

  /**
   * "2 of 180 devices non-compliant (1.1 %, 95 % interval 0.1 % to 4 %)"; with the interval only
   * where a person reads it, for it is costly.
   */
  private static String observed(MetricRule rule, Measured m, boolean withInterval) {
    if (m.judged() == 0) {
      return rule.heading() + ": no device judged";
    }
    int silent = m.unhealthy() - m.counts().unhealthy();
    return "%s of %s %s%s (%s%s)"
        .formatted(
            number(m.unhealthy()),
            devices(m.judged()),
            rule.title(),
            silent == 0 ? "" : ", %s of them silent".formatted(number(silent)),
            percent((double) m.unhealthy() / m.judged()),
            withInterval ? interval(Interval.of(m.unhealthy(), m.judged())) : "");
  }

  private static String interval(Interval interval) {
    return ", 95 %% interval %s to %s"
        .formatted(percent(interval.lower()), percent(interval.upper()));
  }

  int needed(int counted) {
    return BigDecimal.valueOf(rules.minCoverage())
        .multiply(BigDecimal.valueOf(Math.max(0, counted)))
        .setScale(0, RoundingMode.CEILING)
        .intValueExact();
  }

  String nextLook() {
    return next == null
        ? " Waiting changes nothing by itself: a person decides."
        : " It is looked at with every report, and at %s.".formatted(words(next));
  }

  private String deadlineWhileWaiting() {
    return next == null ? "" : " A person is asked at %s.".formatted(words(rules.deadline()));
  }

  /** At most one decimal: 2 %, 0.6 %. */
  static String percent(double share) {
    return BigDecimal.valueOf(share)
            .movePointRight(2)
            .setScale(1, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }
}
