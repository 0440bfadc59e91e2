package dev.handover.process;

import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.Rollback;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Orders the slider to be moved back. */
@Component
final class OrderSliderBack implements JavaDelegate {

  private final Rollback rollback;

  OrderSliderBack(Rollback rollback) {
    this.rollback = rollback;
  }

  @Override
  public void execute(DelegateExecution execution) {
    rollback.orderSliderBack(rolloutId(execution));
  }
}
