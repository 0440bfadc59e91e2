package dev.handover.plan;

import java.time.Duration;

/**
 * How long devices run under the new authority before they are judged; each longer than zero and at
 * most 366 days.
 *
 * @param pilot after the pilot
 * @param wave after each wave that follows
 * @param production after all of production has been handed over
 */
public record Soak(Duration pilot, Duration wave, Duration production) {}
