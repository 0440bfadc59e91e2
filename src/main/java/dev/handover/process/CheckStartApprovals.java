package dev.handover.process;

import static dev.handover.process.Var.DECISION;
import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.ApprovalStage;
import dev.handover.rollout.Decisions;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Asks whether the start needs a person: of rollouts that began before approvals had a process of
 * their own.
 */
@Component
final class CheckStartApprovals implements JavaDelegate {

  private final Decisions decisions;

  CheckStartApprovals(Decisions decisions) {
    this.decisions = decisions;
  }

  @Override
  public void execute(DelegateExecution execution) {
    DECISION.set(
        execution,
        decisions.approvals(rolloutId(execution), ApprovalStage.START, WAVE.get(execution)).slug());
  }
}
