package dev.handover.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where the processes behind a rollout stand, for a drawing of them. Here for direction: the one
 * implementation is in the room that knows the engine.
 */
public interface RolloutDiagrams {

  /**
   * The rollout's process first, then those that it has called and waits for, each after the one
   * that called it.
   *
   * @param instanceId of the rollout's process
   * @return empty where the engine knows no such process any more
   */
  List<Diagram> of(String instanceId);

  /**
   * The drawing itself.
   *
   * @return BPMN, as deployed; empty where there is no such model
   */
  Optional<String> model(String definitionId);

  /**
   * @param calledBy the instance that called it; null for the rollout's own
   * @param calledAt the activity there that called it; null likewise
   * @param title the name of the process, with the wave where it is about one
   * @param tokens where it stands; none once it has ended
   * @param passed the activities that have been completed at least once
   */
  record Diagram(
      String instanceId,
      String calledBy,
      String calledAt,
      String title,
      String definitionId,
      List<Token> tokens,
      List<String> passed) {

    public Diagram {
      tokens = List.copyOf(tokens);
      passed = List.copyOf(passed);
    }
  }

  /**
   * @param name of the activity, for people
   * @param since when it came there, by the engine's clock; null where it has yet to begin
   * @param incident why it cannot go on without an administrator; null where it can
   */
  record Token(String activityId, String name, Instant since, String incident) {}
}
