package dev.handover.rollout;

import dev.handover.authority.Orders;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What people ask of rollouts, from whichever face: start, decide, pause, cancel, roll back. */
@Service
public class RolloutDesk {

  private static final int REASON = 1000;

  private final PlanPreviews previews;
  private final PilotAdvice pilotAdvice;
  private final RolloutWorkflow workflow;
  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final Rollback rollback;
  private final Orders orders;
  private final Delegation delegation;
  private final Holds holds;
  private final OwnApprovals own;
  private final RolloutJournal journal;

  RolloutDesk(
      PlanPreviews previews,
      PilotAdvice pilotAdvice,
      RolloutWorkflow workflow,
      RolloutStore rollouts,
      WaveStore waves,
      Rollback rollback,
      Orders orders,
      Delegation delegation,
      Holds holds,
      OwnApprovals own,
      RolloutJournal journal) {
    this.previews = previews;
    this.pilotAdvice = pilotAdvice;
    this.workflow = workflow;
    this.rollouts = rollouts;
    this.waves = waves;
    this.rollback = rollback;
    this.orders = orders;
    this.delegation = delegation;
    this.holds = holds;
    this.own = own;
    this.journal = journal;
  }

  /** See {@link PlanPreviews#of}. */
  public PlanPreview check(String planText, Actor actor) {
    return previews.of(planText, actor);
  }

  /** See {@link PilotAdvice#recommend}. */
  public PilotRecommendation recommendPilot(String planText) {
    return pilotAdvice.recommend(planText);
  }

  /**
   * Starts a rollout; see {@link Registration#register} for what may be refused.
   *
   * @return its id
   */
  @Transactional
  public String start(String planText, Actor actor) {
    return workflow.start(planText, actor);
  }

  /** What waits for this person; oldest first. */
  public List<OpenTask> tasks(Actor actor) {
    return own.without(workflow.tasks(actor), actor);
  }

  public OpenTask task(String taskId) {
    return workflow.task(taskId);
  }

  /** See {@link Decisions#decide} for what may be refused. */
  @Transactional
  public void decide(String taskId, Decision decision, Actor actor) {
    workflow.complete(taskId, decision, actor);
  }

  /** See {@link Delegation#delegate} for what may be refused. */
  @Transactional
  public void delegate(String taskId, String to, String comment, Actor actor) {
    delegation.delegate(workflow.task(taskId), workflow.person(to), comment, actor);
    workflow.assign(taskId, to);
  }

  /** See {@link Holds#place} for what may be refused. */
  public void pause(String id, String reason, Actor actor) {
    holds.place(id, reason, actor);
  }

  /** See {@link Holds#lift} for what may be refused. */
  public void resume(String id, String reason, Actor actor) {
    holds.lift(id, reason, actor);
  }

  /**
   * Ends a rollout where it stands; what has been moved stays moved. Who asked for it may withdraw
   * it as long as it has not started.
   */
  @Transactional
  public void cancel(String id, String reason, Actor actor) {
    RolloutRow rollout = rollouts.lock(id);
    if (!actor.is(Role.REQUESTER)
        || !actor.id().equals(rollout.createdBy())
        || rollout.state().started()) {
      requireManager(actor, "cancel");
    }
    requireReason(reason);
    requireForward(rollout, "cancelled");
    orders.supersede(id);
    rollouts.cancelledBecause(id, "%s cancelled it: %s".formatted(actor.id(), reason));
    journal.tell(
        actor.id(), "cancel-requested", id, "Cancelled by %s: %s".formatted(actor.id(), reason));
    if (!workflow.cancelRequested(id)) {
      throw Refused.conflict(
          "Rollout %s is in the middle of a step and cannot be cancelled at this moment; nothing has changed. Try again."
              .formatted(id));
    }
  }

  /**
   * Puts a rollout back; possible while paused, through closed windows and in the middle of a wave.
   *
   * @param fromWave the first wave that goes back, 0 for everything
   */
  @Transactional
  public void rollback(String id, int fromWave, String reason, Actor actor) {
    requireManager(actor, "roll back");
    requireReason(reason);
    RolloutRow rollout = rollouts.lock(id);
    requireForward(rollout, "rolled back");
    if (!rollout.state().started()) {
      throw Refused.conflict(
          "Rollout %s has not started and has moved nothing: there is nothing to put back. Cancel it instead."
              .formatted(id));
    }
    if (fromWave < 0 || waves.find(id, fromWave).filter(w -> w.size() > 0).isEmpty()) {
      throw Refused.invalid("Rollout %s has no wave %d (wave).".formatted(id, fromWave));
    }
    rollback.begin(id, fromWave, "asked for by %s: %s".formatted(actor.id(), reason), actor.id());
    if (!workflow.rollbackRequested(id)) {
      throw Refused.conflict(
          "Rollout %s is in the middle of a step and cannot be rolled back at this moment; nothing has changed. Try again."
              .formatted(id));
    }
  }

  /** One of those who may, and not who asked for the rollout. */
  static void requireAnotherManager(RolloutRow rollout, Actor actor, String what) {
    requireManager(actor, what);
    if (actor.id().equals(rollout.createdBy())) {
      throw Refused.forbidden(
          "%s asked for rollout %s; it takes another person to %s it."
              .formatted(actor.id(), rollout.id(), what));
    }
  }

  static void requireManager(Actor actor, String what) {
    if (!actor.is(Role.CHANGE_MANAGER, Role.ADMINISTRATOR)) {
      throw Refused.forbidden(
          "%s may not %s a rollout; change managers and administrators may."
              .formatted(actor.id(), what));
    }
  }

  /** Refuses a reason that is none, or longer than 1000 characters. */
  public static void requireReason(String reason) {
    if (reason == null || reason.isBlank()) {
      throw Refused.invalid("A reason is needed (reason).");
    }
    if (reason.length() > REASON) {
      throw Refused.invalid(
          "The reason has %d characters; it may have %d (reason)."
              .formatted(reason.length(), REASON));
    }
  }

  static void requireForward(RolloutRow rollout, String what) {
    if (!rollout.state().goesForward()) {
      throw Refused.conflict(
          "Rollout %s is %s and cannot be %s."
              .formatted(
                  rollout.id(), rollout.state().name().toLowerCase().replace('_', ' '), what));
    }
  }
}
