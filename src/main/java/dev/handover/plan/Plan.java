package dev.handover.plan;

import dev.handover.workload.Workload;
import java.util.List;

/**
 * What a rollout is to do, as somebody asked for it and {@link Plans} has checked it. Every default
 * is filled in; nothing in here has to be guessed later.
 *
 * @param title what people call the rollout, at most 200 characters
 * @param workload the workload whose authority moves
 * @param population the devices it moves for, an RSQL filter; its syntax is not checked here
 * @param exclude collections, by name or id, whose members are left out
 * @param pilot the first devices, wave 0
 * @param waves the share of the population that has moved after each wave that follows the pilot:
 *     cumulative, strictly increasing, each in (0, 1], the last one 1
 * @param overlapReason why devices may soak in another rollout, of another workload, at the same
 *     time, at most 1000 characters; null where they may not
 * @param impact whom the move may lock out; said for compliance policies only
 * @param shadow policies that are judged beside the gate and only reported
 */
public record Plan(
    String title,
    Workload workload,
    String population,
    List<String> exclude,
    Pilot pilot,
    List<Double> waves,
    Soak soak,
    GatePolicy gate,
    Schedule schedule,
    Approvals approvals,
    String overlapReason,
    Impact impact,
    List<Shadow> shadow) {

  public Plan {
    exclude = List.copyOf(exclude);
    waves = List.copyOf(waves);
    shadow = List.copyOf(shadow);
  }
}
