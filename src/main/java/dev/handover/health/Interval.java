package dev.handover.health;

import org.apache.commons.math3.stat.interval.ClopperPearsonInterval;
import org.apache.commons.math3.stat.interval.ConfidenceInterval;

/**
 * The exact 95 % interval of a share by Clopper and Pearson (1934): whatever the share, it covers
 * it with a chance of at least 95 %.
 */
public record Interval(double lower, double upper) {

  private static final double CONFIDENCE = .95;

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
    // commons-math3 asks for an F distribution with no degrees of freedom at both ends.
    double tail = Math.pow((1 - CONFIDENCE) / 2, 1.0 / judged);
    if (unhealthy == 0) {
      return new Interval(0, 1 - tail);
    }
    if (unhealthy == judged) {
      return new Interval(tail, 1);
    }
    ConfidenceInterval exact =
        new ClopperPearsonInterval().createInterval(judged, unhealthy, CONFIDENCE);
    return new Interval(exact.getLowerBound(), exact.getUpperBound());
  }
}
