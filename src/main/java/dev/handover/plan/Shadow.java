package dev.handover.plan;

/**
 * A policy that is judged beside the plan's own and decides nothing.
 *
 * @param name unlike that of the others
 * @param policy JSON with the sections {@code gate} and {@code soak}, as {@link Plans#under} takes
 *     it
 */
public record Shadow(String name, String policy) {}
