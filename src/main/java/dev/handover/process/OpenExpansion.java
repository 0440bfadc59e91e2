package dev.handover.process;

import static dev.handover.process.Var.DECISION;
import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.ApprovalStage;
import dev.handover.rollout.Decisions;
import dev.handover.rollout.RolloutLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Opens the expansion. Whether it needs a person is said for rollouts that began before approvals
 * had a process of their own.
 */
@Component
final class OpenExpansion implements JavaDelegate {

  private final RolloutLife life;
  private final Decisions decisions;

  OpenExpansion(RolloutLife life, Decisions decisions) {
    this.life = life;
    this.decisions = decisions;
  }

  @Override
  public void execute(DelegateExecution execution) {
    life.openExpansion(rolloutId(execution));
    DECISION.set(
        execution,
        decisions
            .approvals(rolloutId(execution), ApprovalStage.EXPANSION, WAVE.get(execution))
            .slug());
  }
}
