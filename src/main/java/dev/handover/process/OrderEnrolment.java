package dev.handover.process;

import static dev.handover.process.Var.HANDOVER;
import static dev.handover.process.Var.enablementId;

import dev.handover.enablement.EnablementLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Orders automatic enrolment to what the stage of an enablement asks for. */
@Component
final class OrderEnrolment implements JavaDelegate {

  private final EnablementLife life;

  OrderEnrolment(EnablementLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    HANDOVER.set(execution, life.order(enablementId(execution)));
  }
}
