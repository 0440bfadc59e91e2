package dev.handover.programme;

import dev.handover.rollout.RolloutState;
import dev.handover.workload.Workload;
import java.time.Instant;
import java.util.List;

/**
 * One of a programme's rollouts.
 *
 * @param no its place in the order in which they may begin, from 0
 * @param after the workloads that it waits for, whether or not they have ended
 * @param rolloutId the one that has begun, the last where it was tried again; null before
 * @param rolloutState likewise
 * @param refusal why it could not begin; null where it could
 * @param decision what a person last decided about it, and why; null where nobody has
 * @param notBefore when its plan has it start at the earliest; null where it does not say
 */
public record Part(
    int no,
    Workload workload,
    String title,
    List<Workload> after,
    Standing standing,
    String rolloutId,
    RolloutState rolloutState,
    String refusal,
    String decision,
    Instant notBefore) {

  public Part {
    after = List.copyOf(after);
  }

  static Standing standing(boolean leftOut, RolloutState rollout, String refusal) {
    if (leftOut) {
      return Standing.LEFT_OUT;
    }
    if (rollout == null) {
      return refusal == null ? Standing.WAITING : Standing.REFUSED;
    }
    if (rollout == RolloutState.COMPLETED) {
      return Standing.MOVED;
    }
    return rollout.ended() ? Standing.FAILED : Standing.RUNNING;
  }
}
