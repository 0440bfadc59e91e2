package dev.handover.process;

import static dev.handover.process.Var.HANDOVER;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Opens the handover of production: who moves the slider? */
@Component
final class OpenHandover implements JavaDelegate {

  private final RolloutLife life;

  OpenHandover(RolloutLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    HANDOVER.set(execution, life.openHandover(rolloutId(execution)).slug());
  }
}
