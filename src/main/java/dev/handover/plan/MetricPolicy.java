package dev.handover.plan;

/**
 * How one metric is judged: the share of unhealthy devices against two rates or, where {@code
 * change} is given, its change against a control group, and against the rates where there is none.
 *
 * @param name the health signal, such as {@code noncompliant}
 * @param expected the normal rate p0, 0 &lt; p0 &lt; p1
 * @param limit the intolerable rate p1, p0 &lt; p1 &lt; 1
 * @param alpha the greatest chance of a false stop, in (0, 0.5)
 * @param beta the greatest chance of letting a rate of p1 or more through, in (0, 0.5)
 * @param advisory whether the metric is shown only and blocks nothing
 * @param change null where the rates alone judge
 */
public record MetricPolicy(
    String name,
    double expected,
    double limit,
    double alpha,
    double beta,
    boolean advisory,
    Change change) {

  /**
   * @param margin how much more than in the control group the share of unhealthy devices may rise,
   *     in (0, 1)
   * @param confidence of the interval of the difference, in [0.5, 1)
   */
  public record Change(double margin, double confidence) {}

  /** A metric that its rates alone judge. */
  public MetricPolicy(
      String name, double expected, double limit, double alpha, double beta, boolean advisory) {
    this(name, expected, limit, alpha, beta, advisory, null);
  }
}
