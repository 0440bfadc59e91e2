package dev.handover.process;

import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Ends a rollback whose devices are back, or gone through by a person. */
@Component
final class CloseRollback implements JavaDelegate {

  private final RolloutLife life;

  CloseRollback(RolloutLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    life.closeRollback(rolloutId(execution));
  }
}
