package dev.handover.rollout;

import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * One who is asked has a colleague decide instead. It gives nobody a right that they have not: the
 * colleague decides in their own name, and everything is checked again when they do.
 */
@Service
@Transactional
public class Delegation {

  private final RolloutStore rollouts;
  private final Approvals approvals;
  private final RolloutJournal journal;

  Delegation(RolloutStore rollouts, Approvals approvals, RolloutJournal journal) {
    this.rollouts = rollouts;
    this.approvals = approvals;
    this.journal = journal;
  }

  /**
   * @param comment why, at most 2000 characters
   * @throws Refused if this person may not decide it, or the colleague could not either: who asked
   *     for the rollout, who may not decide, who has approved this already
   */
  public void delegate(OpenTask task, Actor to, String comment, Actor actor) {
    RolloutRow rollout = rollouts.lock(task.rolloutId());
    if (!task.kind().isApproval()) {
      throw Refused.conflict(
          "'%s' is work, no decision; whoever does it takes it.".formatted(task.kind().title()));
    }
    RolloutDesk.requireAnotherManager(rollout, actor, "delegate a decision about");
    if (comment == null || comment.isBlank()) {
      throw Refused.invalid("A comment that says why is needed (comment).");
    }
    if (to.id().equals(actor.id())) {
      throw Refused.conflict("A task is delegated to another person, not to oneself (to).");
    }
    if (to.id().equals(rollout.createdBy())) {
      throw Refused.conflict(
          "%s asked for this rollout and may approve no part of it (to).".formatted(to.id()));
    }
    if (!to.is(Role.CHANGE_MANAGER, Role.ADMINISTRATOR)) {
      throw Refused.conflict(
          "%s may not decide this; change managers and administrators may (to)."
              .formatted(to.id()));
    }
    task.kind()
        .stage()
        .filter(stage -> approvals.given(rollout, stage, stage.no(task.wave())).contains(to.id()))
        .ifPresent(
            stage -> {
              throw Refused.conflict(
                  "%s has approved this already; another person has to (to).".formatted(to.id()));
            });
    journal.taskDelegated(
        actor.id(),
        to.id(),
        rollout.id(),
        "%s is delegated by %s to %s: %s".formatted(task.title(), actor.id(), to.id(), comment));
  }
}
