package dev.handover.process;

import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Ends a rollout that has moved everything. */
@Component
final class CompleteRollout implements JavaDelegate {

  private final RolloutLife life;

  CompleteRollout(RolloutLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    life.complete(rolloutId(execution));
  }
}
