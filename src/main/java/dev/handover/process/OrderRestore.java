package dev.handover.process;

import static dev.handover.process.Var.SLIDER_BACK;
import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Orders everything back that was moved, from a wave on. */
@Component
final class OrderRestore implements JavaDelegate {

  private final RolloutLife life;

  OrderRestore(RolloutLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    SLIDER_BACK.set(execution, life.orderRestore(rolloutId(execution), WAVE.get(execution)).slug());
  }
}
