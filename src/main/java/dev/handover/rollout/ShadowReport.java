package dev.handover.rollout;

/**
 * What one of the plan's shadow policies says beside the gate.
 *
 * @param name as in the plan
 */
public record ShadowReport(String name, ReplayReport report) {}
