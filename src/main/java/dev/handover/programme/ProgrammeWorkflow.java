package dev.handover.programme;

import dev.handover.rollout.Decision;
import dev.handover.security.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The process engine as programmes see it. Here for direction: the one implementation is in the
 * room that knows the engine.
 *
 * <p>The messages answer whether the process waited for them; where it did not, nothing changed.
 */
public interface ProgrammeWorkflow {

  /**
   * Starts a process for this programme, which registers it as its first act.
   *
   * @return the programme's id
   */
  String start(String text, Actor actor);

  /** Something has changed that a programme may have waited for. */
  boolean goOn(String programmeId);

  boolean cancelRequested(String programmeId);

  /** Open questions that this person may see, oldest first. */
  List<Question> questions(Actor actor);

  /** Empty where the task is not open, or is none of a programme's. */
  Optional<Question> question(String taskId);

  /**
   * Answers a question; the domain is called on the way and may refuse it.
   *
   * @throws dev.handover.rollout.Refused if the rules refuse the answer
   */
  void answer(String taskId, Decision decision, Actor actor);

  /**
   * What a person is asked about a programme.
   *
   * @param taskId of the engine's task
   * @param assignee who has claimed it, or null
   */
  record Question(
      String taskId,
      String programmeId,
      String title,
      Instant createdAt,
      List<String> candidateGroups,
      String assignee) {}
}
