package dev.handover.plan;

import java.time.Duration;
import java.util.List;

/**
 * What evidence a wave needs to pass.
 *
 * @param metrics at least one, no name twice, not all advisory
 * @param minCoverage the least share of devices that must have been judged, in (0, 1]
 * @param deadline how long to wait for evidence, from the start of the wave; null for the default
 *     of {@link #deadlineAfter}
 * @param maxAge the greatest age of an observation that still counts
 */
public record GatePolicy(
    List<MetricPolicy> metrics,
    double minCoverage,
    Duration deadline,
    Duration maxAge,
    SilentRule silent,
    OnVerdict onFail,
    OnVerdict onHold) {

  /** What holds where a plan says nothing of the greatest age. */
  public static final Duration USUAL_AGE = Duration.ofDays(2);

  private static final Duration SHORTEST_DEADLINE = Duration.ofDays(1);

  public GatePolicy {
    metrics = List.copyOf(metrics);
  }

  /**
   * How long after its start a wave has had all the time it gets: the plan's deadline, or three
   * times the soak, at least a day.
   */
  public Duration deadlineAfter(Duration soak) {
    if (deadline != null) {
      return deadline;
    }
    Duration tripled = soak.multipliedBy(3);
    return tripled.compareTo(SHORTEST_DEADLINE) < 0 ? SHORTEST_DEADLINE : tripled;
  }
}
