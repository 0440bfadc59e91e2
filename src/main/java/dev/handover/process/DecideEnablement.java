package dev.handover.process;

import static dev.handover.process.Var.DECISION;
import static dev.handover.process.Var.enablementId;

import dev.handover.enablement.EnablementLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/** Hands a person's answer about an enablement to the domain, as {@link DecideTask} does. */
@Component
final class DecideEnablement implements TaskListener {

  private final EnablementLife life;
  private final Caller caller;

  DecideEnablement(EnablementLife life, Caller caller) {
    this.life = life;
    this.caller = caller;
  }

  @Override
  public void notify(DelegateTask task) {
    DelegateExecution execution = task.getExecution();
    DECISION.set(
        execution,
        life.decide(
            enablementId(execution),
            CamundaEnablementWorkflow.kind(task.getTaskDefinitionKey()),
            Answers.take(task),
            caller.current()));
  }
}
