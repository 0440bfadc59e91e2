package dev.handover.plan;

/**
 * How one metric is judged: the share of unhealthy devices against two rates.
 *
 * @param name the health signal, such as {@code noncompliant}
 * @param expected the normal rate p0, 0 &lt; p0 &lt; p1
 * @param limit the intolerable rate p1, p0 &lt; p1 &lt; 1
 * @param alpha the greatest chance of a false stop, in (0, 0.5)
 * @param beta the greatest chance of letting a rate of p1 or more through, in (0, 0.5)
 * @param advisory whether the metric is shown only and blocks nothing
 */
public record MetricPolicy(
    String name, double expected, double limit, double alpha, double beta, boolean advisory) {}
