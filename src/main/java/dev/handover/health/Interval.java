package dev.handover.health;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/**
 * The exact 95 % interval of a share by Clopper and Pearson (1934): whatever the share, it covers
 * it with a chance of at least 95 %.
 */
public record Interval(double lower, double upper) {

  private static final double ERROR = .05;

  /**
   * @param unhealthy from 0 to judged; with nobody judged the share may be anything
   */
  public static Interval of(int unhealthy, int judged) {
    if (unhealthy < 0 || unhealthy > judged) {
      throw new IllegalArgumentException(
          "%d of %d devices cannot be unhealthy".formatted(unhealthy, judged));
    }
    if (judged == 0) {
      return new Interval(0, 1);
    }
    var exact = BinomialConfidenceInterval.CLOPPER_PEARSON.fromErrorRate(judged, unhealthy, ERROR);
    return new Interval(exact.getLowerBound(), exact.getUpperBound());
  }
}
