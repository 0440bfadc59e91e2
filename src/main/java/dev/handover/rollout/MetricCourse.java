package dev.handover.rollout;

import java.time.Instant;
import java.util.List;

/**
 * How the evidence on one metric of a wave came in.
 *
 * @param expected share of unhealthy devices, 0 … 1; the limit likewise
 * @param passBound at or below it the test passes, at or above {@code failBound} it fails
 * @param compared whether a comparison with a control group decides, and not the test
 * @param points in order of time
 */
public record MetricCourse(
    String name,
    double expected,
    double limit,
    double passBound,
    double failBound,
    boolean compared,
    List<Point> points) {

  public MetricCourse {
    points = List.copyOf(points);
  }

  /**
   * What was known at one moment.
   *
   * @param rate share of unhealthy devices among those judged, 0 … 1; null where none was
   * @param lower end of its exact 95 % interval
   * @param upper end of it
   * @param llr the logarithm of the likelihood ratio, which walks between the bounds
   */
  public record Point(
      Instant at, int judged, int unhealthy, Double rate, double lower, double upper, double llr) {}
}
