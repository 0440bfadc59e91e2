package dev.handover.process;

import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Ends a rollout that goes no further. */
@Component
final class CancelRollout implements JavaDelegate {

  private final RolloutLife life;

  CancelRollout(RolloutLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    life.cancel(rolloutId(execution));
  }
}
