package dev.handover.health;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.Gate.Measured;
import dev.handover.health.GateRules.MetricRule;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The gate's reasons in words: what is so, what would change it, and when it is looked at next. */
record Sentences(GateRules rules, Evidence evidence, Instant next) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

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
    return evidence.cohort() == 0
        ? "The wave has no devices, so there is no evidence. A person must decide."
        : "All %d devices of the wave are excluded, so there is no evidence. A person must decide."
            .formatted(evidence.cohort());
  }

  String tooManyExcluded() {
    return "%d of %s excluded; at most %s may be. A person must decide whether the rest speaks for all."
        .formatted(evidence.excluded(), devices(evidence.cohort()), percent(rules.maxExcluded()));
  }

  String soaking() {
    return "The soak lasts until %s; until then nothing passes.".formatted(time(rules.soakEnds()));
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
    return "%s: %d of %s reported since the move (%d confirmed); %d are needed. %s more would do%s.%s%s"
        .formatted(
            rule.name(),
            m.counts().reported(),
            devices(counted),
            evidence.confirmed(),
            needed,
            missing,
            m.counts().rejected() == 0
                ? ""
                : "; readings of %d were refused because they cannot be true"
                    .formatted(m.counts().rejected()),
            rules.silent() == SilentRule.UNHEALTHY && next != null
                ? " Whoever is silent at %s counts as unhealthy.".formatted(time(rules.deadline()))
                : "",
            nextLook());
  }

  String tooOld(MetricRule rule, Measured m) {
    return "%s: %d of %s reported lately; the reports of %d more are too old to count. New reports of %d of them would do.%s"
        .formatted(
            rule.name(),
            m.counts().reported(),
            devices(evidence.counted()),
            m.counts().stale(),
            needed(evidence.counted()) - m.counts().reported(),
            nextLook());
  }

  String silentDevices(MetricRule rule, Measured m) {
    return "%s: %s not reported by %s. A person must decide what that means, or wait for them."
        .formatted(rule.name(), has(m.counts().silent()), time(rules.deadline()));
  }

  String silenceWouldUndo(MetricRule rule, Measured m) {
    // Each that reports healthy instead takes one unhealthy away.
    int more = 0;
    while (!rule.test()
        .passed(rule.test().llr(m.unhealthy() + m.open() - more, m.judged() + m.open()))) {
      more++;
    }
    return "%s: good enough, but not if the %d without any report stay silent, for that counts as unhealthy. %d of them healthy would do.%s"
        .formatted(observed(rule, m, next == null), m.open(), more, nextLook());
  }

  String undecided(MetricRule rule, Measured m) {
    SequentialTest test = rule.test();
    int healthy = test.healthyToPass(m.llr());
    int unhealthy = test.unhealthyToFail(m.llr());
    MetricEvidence counts = m.counts();
    int open = evidence.counted() - counts.reported() - counts.silent();
    String outlook =
        healthy > open
            ? "%s still to report, too few for that.".formatted(open == 1 ? "1 is" : open + " are")
            : "%d are still to report.".formatted(open);
    return "%s: neither good enough to rule out %s nor bad enough to stop. %d more healthy in a row would pass it, %d unhealthy would fail it; %s%s"
        .formatted(
            observed(rule, m, next == null),
            percent(rule.limit()),
            healthy,
            unhealthy,
            outlook,
            nextLook());
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
      return rule.name() + ": no device judged";
    }
    int silent = m.unhealthy() - m.counts().unhealthy();
    return "%d of %s %s%s (%s%s)"
        .formatted(
            m.unhealthy(),
            devices(m.judged()),
            Signals.byName(rule.name()).map(Signal::title).orElse("unhealthy by " + rule.name()),
            silent == 0 ? "" : ", %d of them silent".formatted(silent),
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
        : " It is looked at with every report, and at %s.".formatted(time(next));
  }

  private String deadlineWhileWaiting() {
    return next == null ? "" : " A person is asked at %s.".formatted(time(rules.deadline()));
  }

  private static String has(int devices) {
    return devices == 1 ? "1 device has" : devices + " devices have";
  }

  static String devices(int count) {
    return count == 1 ? "1 device" : count + " devices";
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

  static String time(Instant instant) {
    return TIME.format(instant);
  }
}
