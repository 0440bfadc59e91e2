package dev.handover.health;

import java.time.Instant;

/**
 * What was known of a wave at one moment.
 *
 * @param at from when on it was known, until the next look
 */
public record Look(Instant at, Evidence evidence) {}
