package dev.handover.rollout;

import dev.handover.workload.Workload;
import java.time.Instant;

/**
 * What the process needs to know of a rollout to begin.
 *
 * @param waveCount production waves, the pilot not counted
 * @param byAutomation whether a service account asked for it
 * @param startAt in the estate's time
 */
public record RolloutFacts(
    String rolloutId,
    String title,
    Workload workload,
    int population,
    int waveCount,
    boolean byAutomation,
    Instant startAt) {}
