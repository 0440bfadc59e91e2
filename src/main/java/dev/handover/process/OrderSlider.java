package dev.handover.process;

import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Orders the slider to be moved to Intune. */
@Component
final class OrderSlider implements JavaDelegate {

  private final RolloutLife life;

  OrderSlider(RolloutLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    life.orderSlider(rolloutId(execution));
  }
}
