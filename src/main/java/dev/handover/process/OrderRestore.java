package dev.handover.process;

import static dev.handover.process.Var.SLIDER_BACK;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.Rollback;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Orders everything back that was moved, from a wave on. */
@Component
final class OrderRestore implements JavaDelegate {

  private final Rollback rollback;

  OrderRestore(Rollback rollback) {
    this.rollback = rollback;
  }

  @Override
  public void execute(DelegateExecution execution) {
    SLIDER_BACK.set(execution, rollback.orderRestore(rolloutId(execution)).slug());
  }
}
