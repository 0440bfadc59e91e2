package dev.handover.process;

import static dev.handover.process.Var.APPROVE_BY;
import static dev.handover.process.Var.enablementId;

import dev.handover.enablement.EnablementLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;

/**
 * The first act of an enablement's process: there has to be one that has no process yet. Whatever
 * was posted along is thrown away.
 */
@Component
final class RegisterEnablement implements ExecutionListener {

  private final EnablementLife life;
  private final EngineTime time;

  RegisterEnablement(EnablementLife life, EngineTime time) {
    this.life = life;
    this.time = time;
  }

  @Override
  public void notify(DelegateExecution execution) {
    execution.removeVariables();
    APPROVE_BY.set(
        execution, time.due(life.begin(enablementId(execution), execution.getProcessInstanceId())));
  }
}
