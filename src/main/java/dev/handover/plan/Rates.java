package dev.handover.plan;

/**
 * Usual rates of a signal, by which a metric of kind change is judged where there is no control
 * group and the plan gives none of its own.
 *
 * @param expected the normal rate, 0 &lt; expected &lt; limit
 * @param limit the intolerable rate, below 1
 */
public record Rates(double expected, double limit) {}
