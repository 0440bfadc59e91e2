package dev.handover.process;

import static dev.handover.process.Var.enablementId;

import dev.handover.enablement.EnablementBrief;
import dev.handover.enablement.EnablementLife;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/** Gives a question about an enablement its name, its due date and what its form shows. */
@Component
final class BriefEnablement implements TaskListener {

  private final EnablementLife life;
  private final TaskSheet sheet;
  private final EngineTime time;

  BriefEnablement(EnablementLife life, TaskSheet sheet, EngineTime time) {
    this.life = life;
    this.sheet = sheet;
    this.time = time;
  }

  @Override
  public void notify(DelegateTask task) {
    EnablementBrief brief =
        life.ask(
            enablementId(task.getExecution()),
            CamundaEnablementWorkflow.kind(task.getTaskDefinitionKey()));
    task.setName(brief.title());
    task.setDueDate(time.due(brief.due()));
    task.setVariablesLocal(sheet.variables(brief));
  }
}
