package dev.handover.health;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/**
 * A share, or a difference of such, with its confidence interval.
 *
 * <p>Source: R. G. Newcombe, "Interval estimation for the difference between independent
 * proportions: comparison of eleven methods", Statistics in Medicine 17 (1998), 873–890, method 10:
 * Wilson's score intervals, and the square-and-add rule for differences. G. Y. Zou and A. Donner,
 * "Construction of confidence limits about effect measures", Statistics in Medicine 27 (2008),
 * 1693–1702, show that the rule holds for any two estimates, differences among them.
 */
public record Estimate(double value, double lower, double upper) {

  /**
   * The share of unhealthy devices, by Wilson's score method.
   *
   * @param devices above 0
   * @param confidence of the interval, between 0 and 1
   */
  static Estimate share(int unhealthy, int devices, double confidence) {
    var wilson =
        BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(devices, unhealthy, 1 - confidence);
    return new Estimate(
        (double) unhealthy / devices, wilson.getLowerBound(), wilson.getUpperBound());
  }

  /** This less the other, of which it is independent. */
  Estimate minus(Estimate other) {
    return minus(other, 0);
  }

  /**
   * This less the other.
   *
   * @param correlation of the two, −1 … 1
   */
  Estimate minus(Estimate other, double correlation) {
    double difference = value - other.value;
    return new Estimate(
        difference,
        difference - distance(value - lower, other.upper - other.value, correlation),
        difference + distance(upper - value, other.value - other.lower, correlation));
  }

  private static double distance(double a, double b, double correlation) {
    // Rounding must not take it below zero.
    return Math.sqrt(Math.max(0, a * a - 2 * correlation * a * b + b * b));
  }
}
