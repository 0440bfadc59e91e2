package dev.handover.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * The evidence of a wave as it was last judged.
 *
 * @param evidence counts, rate, interval, likelihood ratio, bounds and verdict per metric; null
 *     before the first judgement
 * @param evidenceHash what a decision on this wave has to quote; an approval quotes its task's
 */
public record WaveEvidence(
    int wave, String verdict, Instant judgedAt, String evidenceHash, JsonNode evidence) {}
