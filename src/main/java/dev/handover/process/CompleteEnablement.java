package dev.handover.process;

import static dev.handover.process.Var.enablementId;

import dev.handover.enablement.EnablementLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Ends an enablement that has come to its goal, or as far as a person keeps it. */
@Component
final class CompleteEnablement implements JavaDelegate {

  private final EnablementLife life;

  CompleteEnablement(EnablementLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    life.complete(enablementId(execution));
  }
}
