package dev.handover.rollout;

import dev.handover.security.Actor;
import java.time.Instant;
import java.util.List;

/**
 * The process engine as rollouts see it: it starts processes, tells them what has happened, and
 * lists the work that waits for people. Here for direction: the one implementation is in the room
 * that knows the engine, and rollouts do not.
 *
 * <p>The messages answer whether the process waited for them; where it did not, nothing changed.
 */
public interface RolloutWorkflow {

  /**
   * Starts a process for this plan, which registers the rollout as its first act.
   *
   * @return the rollout's id
   */
  String start(String planText, Actor actor);

  boolean clearToMove(String rolloutId);

  boolean waveJudged(String rolloutId, WaveCourse course);

  /** A wave that had passed has failed since; approvals that wait for people are withdrawn. */
  boolean waveRegressed(String rolloutId, int wave, WaveCourse course);

  boolean sliderConfirmed(String rolloutId);

  boolean devicesBack(String rolloutId, boolean exceptions);

  boolean rollbackRequested(String rolloutId);

  boolean cancelRequested(String rolloutId);

  /**
   * The model that the rollout's process runs on now: {@code workloadRollout:3}; {@code none} where
   * no process runs.
   */
  String processVersion(String rolloutId);

  /** Whether that model knows a way on for a rollout that leaves devices out of a wave. */
  boolean mayLeaveOut(String rolloutId);

  /**
   * Takes the rollout's process, and those that it has called, to the newest models.
   *
   * @return the model that it runs on then, as in {@link #processVersion}
   * @throws Refused if none runs, it runs on the newest, or stands where that has no counterpart
   */
  String migrate(String rolloutId);

  /** Open tasks that this person may see, oldest first. */
  List<OpenTask> tasks(Actor actor);

  /** Open tasks of this rollout, oldest first. */
  List<OpenTask> tasks(String rolloutId);

  /**
   * @throws Refused if there is no such task
   */
  OpenTask task(String taskId);

  /**
   * Completes a task; the domain is called on the way and may refuse it.
   *
   * @throws Refused if there is no such task, or the rules refuse the decision
   */
  void complete(String taskId, Decision decision, Actor actor);

  /** How many people may approve what this one asks for. */
  int approvers(Actor asks);

  /**
   * A user with the roles that they hold.
   *
   * @throws Refused if there is no such user
   */
  Actor person(String user);

  /** Says that a task is this user's now, whoever else may do it. */
  void assign(String taskId, String user);

  /**
   * One piece of work for a person.
   *
   * @param due when the safe default is taken, in the estate's time; null where nothing is due
   * @param assignee who has claimed it, or null
   */
  record OpenTask(
      String id,
      String rolloutId,
      int wave,
      TaskKind kind,
      String title,
      Instant createdAt,
      Instant due,
      List<String> candidateGroups,
      String assignee) {}
}
