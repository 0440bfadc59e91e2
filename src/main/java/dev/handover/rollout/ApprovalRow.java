package dev.handover.rollout;

import java.time.Instant;

/**
 * One approval as stored: what policy said of it, and its times.
 *
 * @param needed how many people, by policy for this stage
 * @param since when people were asked, or asked again after a deferral
 * @param escalatedAt null while only the first group is asked
 * @param expiredAt null unless nobody approved in time
 * @param deferrals how often it has been put off
 * @param deferral who put it off last, until when and why; null if nobody did
 * @param leavesOut whether newcomers alone are asked about, and left out where nobody agrees
 */
record ApprovalRow(
    int needed,
    String group,
    String escalationGroup,
    Instant since,
    Instant remindAt,
    Instant escalateAt,
    Instant expiresAt,
    Instant remindedAt,
    Instant escalatedAt,
    Instant expiredAt,
    int deferrals,
    String deferral,
    boolean leavesOut) {}
