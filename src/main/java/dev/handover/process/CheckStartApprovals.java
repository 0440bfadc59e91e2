package dev.handover.process;

import static dev.handover.process.Var.DECISION;
import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.ApprovalStage;
import dev.handover.rollout.RolloutLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Asks whether the start needs a person. */
@Component
final class CheckStartApprovals implements JavaDelegate {

  private final RolloutLife life;

  CheckStartApprovals(RolloutLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    DECISION.set(
        execution,
        life.approvals(rolloutId(execution), ApprovalStage.START, WAVE.get(execution)).slug());
  }
}
