package dev.handover.rollout;

import java.time.Instant;

/** A decision that somebody took, and what exactly it was taken on. */
public record DecisionView(
    String stage,
    int wave,
    String outcome,
    String actor,
    Instant at,
    String comment,
    String evidenceHash,
    String planHash,
    String scopeHash) {}
