package dev.handover.rollout;

/**
 * A rollout will do nothing more. Told in the transaction that ends it, before its end is
 * journaled: who listens may still lock what is locked before the journal.
 */
public record RolloutEnded(String rolloutId) {}
