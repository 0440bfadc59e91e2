package dev.handover.remote;

import dev.handover.rollout.Decision;
import dev.handover.security.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The process engine as remote actions see it. Here for direction: the one implementation is in the
 * room that knows the engine.
 */
public interface RemoteWorkflow {

  /** How an action ended, as its process tells it apart. */
  enum End {
    DONE,
    FAILED,
    /** Nothing is known of an end. */
    UNKNOWN
  }

  /** Starts the process that has an action approved and follows it to its end. */
  void begin(String key);

  /** Whether the process waited for the end of the action; where it did not, nothing changed. */
  boolean ended(String key, End how);

  /** Open questions that this person may see, oldest first. */
  List<Question> questions(Actor actor);

  /** Empty where the task is not open, or is none of a remote action's. */
  Optional<Question> question(String taskId);

  /**
   * Answers a question; the domain is called on the way and may refuse it.
   *
   * @throws dev.handover.rollout.Refused if the rules refuse the answer
   */
  void answer(String taskId, Decision decision, Actor actor);

  /**
   * What a person is asked about a remote action.
   *
   * @param taskId of the engine's task
   * @param key of the action
   * @param due when it is refused by itself
   * @param assignee who has claimed it, or null
   */
  record Question(
      String taskId,
      String key,
      String title,
      Instant createdAt,
      Instant due,
      List<String> candidateGroups,
      String assignee) {}
}
