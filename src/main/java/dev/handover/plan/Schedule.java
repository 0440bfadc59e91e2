package dev.handover.plan;

import java.time.Duration;
import java.time.Instant;

/**
 * When a rollout may move devices.
 *
 * @param start not before this moment; null for at once
 * @param window the name of a maintenance window to which moves are bound; null for any time
 * @param deadline how long the rollout may take from its start; null for no end
 * @param expand when waves after the pilot begin; null for as soon as each may
 */
public record Schedule(Instant start, String window, Duration deadline, Expansion expand) {

  /** At once, at any time, without an end. */
  public static final Schedule ANY_TIME = new Schedule(null, null, null, null);
}
