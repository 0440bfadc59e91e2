package dev.handover.programme;

import dev.handover.rollout.RolloutState;
import dev.handover.workload.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A programme as people and programs read it.
 *
 * @param onFailure {@code stop} or {@code goOn}
 * @param stopped what a person is asked to decide about, and why that stops it; null where none is
 * @param ending who ended it before it was through, and why; null where nobody has
 * @param pause why nothing further begins; null where it is not paused
 * @param rollouts in the order in which they may begin
 * @param earlier rollouts that were tried again since, the oldest first
 * @param waitsFor by the slug of a workload whose rollout has not begun: those that it waits for
 */
public record ProgrammeView(
    String id,
    String title,
    ProgrammeState state,
    String onFailure,
    String createdBy,
    Instant createdAt,
    Instant endedAt,
    String stopped,
    String ending,
    Pause pause,
    List<Part> rollouts,
    List<Attempt> earlier,
    Map<String, List<Workload>> waitsFor,
    String processInstanceId) {

  /** Who paused it, and why. */
  public record Pause(String by, String reason) {}

  /** A rollout that the programme began, and no longer counts on. */
  public record Attempt(String rolloutId, Workload workload, RolloutState state) {}
}
