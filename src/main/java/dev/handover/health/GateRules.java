package dev.handover.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * By what a wave is judged.
 *
 * @param metrics what is counted; with none that is required, a wave never passes
 * @param minCoverage the share of the devices not excluded that must have reported, above 0 to 1
 * @param maxExcluded the share of the cohort that may be excluded, 0 to below 1
 * @param silent what a device means that has not reported by the deadline
 * @param minSoak how long to watch at the least, from the start on
 * @param startedAt when the wave's orders were written
 * @param deadline when the wait for reports ends
 */
public record GateRules(
    List<MetricRule> metrics,
    double minCoverage,
    double maxExcluded,
    SilentRule silent,
    Duration minSoak,
    Instant startedAt,
    Instant deadline) {

  public GateRules {
    metrics = List.copyOf(metrics);
    if (metrics.stream().map(MetricRule::name).distinct().count() < metrics.size()) {
      throw new IllegalArgumentException("a metric has one rule, not several");
    }
    if (!(minCoverage > 0 && minCoverage <= 1)) {
      throw new IllegalArgumentException(
          "the least coverage is a share above 0 and up to 1, not " + minCoverage);
    }
    if (!(maxExcluded >= 0 && maxExcluded < 1)) {
      throw new IllegalArgumentException(
          "the exclusions allowed are a share from 0 to below 1, not " + maxExcluded);
    }
    Objects.requireNonNull(silent, "silent");
    if (minSoak.isNegative()) {
      throw new IllegalArgumentException("a soak is not negative, not " + minSoak);
    }
    if (deadline.isBefore(startedAt)) {
      throw new IllegalArgumentException(
          "the deadline %s lies before the start %s".formatted(deadline, startedAt));
    }
  }

  /** When the soak is over. */
  public Instant soakEnds() {
    return startedAt.plus(minSoak);
  }

  /**
   * @param name of a signal
   * @param title what its unhealthy devices are, as in {@link Signal#title()}
   * @param expected the normal share of unhealthy devices
   * @param limit the intolerable share
   * @param alpha the chance of a false stop
   * @param beta the chance of letting the limit through
   * @param advisory shown, and never in the way
   * @param change by what its change against a control group is judged; null where its limit alone
   *     judges it, as it does where there is no control group
   */
  public record MetricRule(
      String name,
      String title,
      double expected,
      double limit,
      double alpha,
      double beta,
      boolean advisory,
      ChangeTest change) {

    /** A metric that its limit alone judges. */
    public MetricRule(
        String name, double expected, double limit, double alpha, double beta, boolean advisory) {
      this(name, expected, limit, alpha, beta, advisory, null);
    }

    /** A metric of a signal that Handover knows by itself. */
    public MetricRule(
        String name,
        double expected,
        double limit,
        double alpha,
        double beta,
        boolean advisory,
        ChangeTest change) {
      this(
          name,
          Signals.byName(name).map(Signal::title).orElse("unhealthy by " + name),
          expected,
          limit,
          alpha,
          beta,
          advisory,
          change);
    }

    /** Refuses thresholds that make no test. */
    public MetricRule {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(title, "title");
      new SequentialTest(expected, limit, alpha, beta);
    }

    /** Whom a sentence is about, at its head: {@code Devices not seen for 48 hours}. */
    String heading() {
      return "Devices " + title;
    }

    public SequentialTest test() {
      return new SequentialTest(expected, limit, alpha, beta);
    }
  }
}
