package dev.handover.rollout;

import java.time.Instant;

/**
 * How far an approval has come, and what is done when about those who are asked. In the estate's
 * time.
 *
 * @param group whose members are asked first
 */
public record ApprovalRound(
    ApprovalState state, String group, Instant remindAt, Instant escalateAt, Instant expiresAt) {}
