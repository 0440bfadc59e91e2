package dev.handover.programme;

import dev.handover.workload.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A programme as people and programs read it.
 *
 * @param onFailure {@code stop} or {@code goOn}
 * @param pause why nothing further begins; null where it is not paused
 * @param rollouts in the order in which they may begin
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
    Pause pause,
    List<Part> rollouts,
    Map<String, List<Workload>> waitsFor,
    String processInstanceId) {

  /** Who paused it, and why. */
  public record Pause(String by, String reason) {}
}
