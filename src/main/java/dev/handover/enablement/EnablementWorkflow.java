package dev.handover.enablement;

import dev.handover.rollout.Decision;
import dev.handover.security.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The process engine as enablements see it. Here for direction: the one implementation is in the
 * room that knows the engine.
 *
 * <p>The messages answer whether the process waited for them; where it did not, nothing changed.
 */
public interface EnablementWorkflow {

  /** Starts the process of an enablement that has been written. */
  void begin(String id);

  /**
   * A stage has come to its end.
   *
   * @param enabled whether that was the last one and it has passed; else a person is asked
   */
  boolean judged(String id, boolean enabled);

  /** The site shows what a stage asks for: nobody need set it any more. */
  boolean isSet(String id);

  /** Automatic enrolment is what it was before. */
  boolean isBack(String id);

  /** It is still not what it was before, though that was ordered long ago: a person is asked. */
  boolean isNotBack(String id);

  boolean cancelRequested(String id);

  /** Open questions that this person may see, oldest first. */
  List<Question> questions(Actor actor);

  /** Empty where the task is not open, or is none of an enablement's. */
  Optional<Question> question(String taskId);

  /**
   * Answers a question; the domain is called on the way and may refuse it.
   *
   * @throws dev.handover.rollout.Refused if the rules refuse the answer
   */
  void answer(String taskId, Decision decision, Actor actor);

  /**
   * What a person is asked.
   *
   * @param taskId of the engine's task
   * @param due when it is decided by itself; null where it is not
   * @param assignee who has claimed it, or null
   */
  record Question(
      String taskId,
      String enablementId,
      EnablementKind kind,
      String title,
      Instant createdAt,
      Instant due,
      List<String> candidateGroups,
      String assignee) {}
}
