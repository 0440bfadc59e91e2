package dev.handover.process;

import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Orders the slider to be moved back. */
@Component
final class OrderSliderBack implements JavaDelegate {

  private final RolloutLife life;

  OrderSliderBack(RolloutLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    life.orderSliderBack(rolloutId(execution));
  }
}
