package dev.handover.health;

import static dev.handover.calendar.Moment.words;
import static dev.handover.device.DeviceCount.devices;
import static dev.handover.device.DeviceCount.number;

import dev.handover.device.DeviceCount;
import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/**
 * The gate's reasons in words: what is so, what would change it, and when it is looked at next.
 *
 * @param next when it is looked at whatever comes; null when nothing more is awaited
 * @param failed whether the wave has failed: then nothing would change it any more
 */
record Sentences(GateRules rules, Evidence evidence, Instant next, boolean failed) {

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
            number(evidence.excluded()),
            devices(evidence.cohort()),
            Percent.of(rules.maxExcluded()));
  }

  String soaking() {
    return "The soak lasts until %s; until then nothing passes.".formatted(words(rules.soakEnds()));
  }

  String failed(MetricRule rule, MetricCount m) {
    SequentialTest test = rule.test();
    return test.failed(m.llr())
        ? "%s: more than the %s expected, beyond what chance explains (limit %s). It stays failed."
            .formatted(
                observed(rule, m, true), Percent.of(rule.expected()), Percent.of(rule.limit()))
        : "%s now, but the test failed earlier in this wave, when more were unhealthy. It stays failed."
            .formatted(observed(rule, m, true));
  }

  String tooFewReported(MetricRule rule, MetricCount m) {
    int counted = evidence.counted();
    int needed = needed(counted);
    int missing = needed - m.counts().reported();
    String refused =
        m.counts().rejected() == 0
            ? ""
            : "; readings of %s were refused because they cannot be true"
                .formatted(number(m.counts().rejected()));
    return "%s: %s of %s reported since the move (%s confirmed); %s%s.%s%s"
        .formatted(
            rule.heading(),
            number(m.counts().reported()),
            number(counted),
            number(evidence.confirmed()),
            DeviceCount.of(needed, "is needed", "are needed"),
            failed ? refused : ". %s more would do%s".formatted(number(missing), refused),
            silenceWillCount()
                ? " Whoever is silent at %s counts as unhealthy.".formatted(words(rules.deadline()))
                : "",
            nextLook());
  }

  /** Not while a source cannot be read: then silence is the source's. */
  private boolean silenceWillCount() {
    return rules.silent() == SilentRule.UNHEALTHY
        && next != null
        && !failed
        && evidence.sourceErrors().isEmpty();
  }

  String tooOld(MetricRule rule, MetricCount m) {
    int missing = needed(evidence.counted()) - m.counts().reported();
    return "%s: %s of %s reported lately; the reports of %s more are too old to count.%s%s"
        .formatted(
            rule.heading(),
            number(m.counts().reported()),
            number(evidence.counted()),
            number(m.counts().stale()),
            failed ? "" : " New reports of %s of them would do.".formatted(number(missing)),
            nextLook());
  }

  String silentDevices(MetricRule rule, MetricCount m) {
    return "%s: %s not reported by %s. A person must decide what that means, or wait for them."
        .formatted(
            rule.heading(),
            DeviceCount.of(m.counts().silent(), "has", "have"),
            words(rules.deadline()));
  }

  String silenceWouldUndo(MetricRule rule, MetricCount m) {
    // Each that reports healthy instead takes one unhealthy away.
    int more = 0;
    while (!rule.test()
        .passed(rule.test().llr(m.unhealthy() + m.open() - more, m.judged() + m.open()))) {
      more++;
    }
    return "%s: good enough, but not if the %s, for that counts as unhealthy.%s%s"
        .formatted(
            observed(rule, m, next == null),
            DeviceCount.of(
                m.open(), "without any report stays silent", "without any report stay silent"),
            failed ? "" : " %s of them healthy would do.".formatted(number(more)),
            nextLook());
  }

  static String stratumFailed(StratumJudgement stratum) {
    return stratum.sentence()
        + " Its devices are put in quarantine, unless that is more than a third of the wave, or the slider is at Intune already: then a person must decide whether the wave may go on with it.";
  }

  static String moreStrataFailed(int more) {
    return "%s more parts of the wave have failed as well.".formatted(number(more));
  }

  String undecided(MetricRule rule, MetricCount m) {
    SequentialTest test = rule.test();
    int healthy = test.healthyToPass(m.llr());
    int unhealthy = test.unhealthyToFail(m.llr());
    MetricEvidence counts = m.counts();
    int open = evidence.counted() - counts.reported() - counts.silent();
    String outlook =
        healthy > open
            ? tooFew(open, counts.silent())
            : "%s still to report.".formatted(DeviceCount.of(open, "is", "are"));
    String so =
        m.judged() == 0
            ? observed(rule, m, false)
            : "%s: neither good enough to rule out %s nor bad enough to stop"
                .formatted(observed(rule, m, next == null), Percent.of(rule.limit()));
    return failed
        ? so + "."
        : "%s. %s healthy in a row would pass it, %s unhealthy would fail it; %s%s"
            .formatted(
                so,
                m.judged() == 0 ? number(healthy) : number(healthy) + " more",
                number(unhealthy),
                outlook,
                nextLook());
  }

  private static String tooFew(int open, int silent) {
    if (open > 0) {
      return "%s still to report, which is too few.".formatted(DeviceCount.of(open, "is", "are"));
    }
    return silent == 0
        ? "every device has reported."
        : "%s silent.".formatted(DeviceCount.of(silent, "device is", "devices are"));
  }

  String passed(MetricRule rule, MetricCount m) {
    return "%s: %s or more is ruled out."
        .formatted(observed(rule, m, false), Percent.of(rule.limit()));
  }

  /**
   * "2 of 180 devices non-compliant (1.1 %, 95 % interval 0.1 % to 4 %)"; with the interval only
   * where a person reads it, for it is costly.
   */
  private static String observed(MetricRule rule, MetricCount m, boolean withInterval) {
    if (m.judged() == 0) {
      return rule.heading() + ": none has been judged yet";
    }
    return unhealthy(m.unhealthy(), m.unhealthy() - m.counts().unhealthy(), m.judged(), rule)
        + " (%s%s)"
            .formatted(
                Percent.of((double) m.unhealthy() / m.judged()),
                withInterval ? interval(Interval.of(m.unhealthy(), m.judged())) : "");
  }

  /**
   * "3 of 25 devices non-compliant and 2 silent, which counts as the same".
   *
   * @param all unhealthy ones, silent ones included
   */
  static String unhealthy(int all, int silent, int judged, MetricRule rule) {
    return "%s of %s %s%s"
        .formatted(
            number(all - silent),
            devices(judged),
            rule.title(),
            silent == 0
                ? ""
                : " and %s silent, which counts as the same".formatted(number(silent)));
  }

  private static String interval(Interval interval) {
    return ", 95 %% interval %s to %s"
        .formatted(Percent.of(interval.lower()), Percent.of(interval.upper()));
  }

  int needed(int counted) {
    return BigDecimal.valueOf(rules.minCoverage())
        .multiply(BigDecimal.valueOf(Math.max(0, counted)))
        .setScale(0, RoundingMode.CEILING)
        .intValueExact();
  }

  String nextLook() {
    if (failed) {
      return "";
    }
    return next == null
        ? " Nothing more is awaited, so a person decides; only reports that come later could change it."
        : " " + Gate.NEXT_LOOK + "%s.".formatted(words(next));
  }

  private String deadlineWhileWaiting() {
    return next == null ? "" : " A person is asked at %s.".formatted(words(rules.deadline()));
  }
}
