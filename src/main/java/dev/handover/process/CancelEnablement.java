package dev.handover.process;

import static dev.handover.process.Var.enablementId;

import dev.handover.enablement.EnablementLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Ends an enablement that goes no further. */
@Component
final class CancelEnablement implements JavaDelegate {

  private final EnablementLife life;

  CancelEnablement(EnablementLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    life.cancel(enablementId(execution));
  }
}
