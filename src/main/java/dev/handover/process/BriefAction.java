package dev.handover.process;

import static dev.handover.process.Var.actionKey;

import dev.handover.remote.RemoteApprovals;
import dev.handover.remote.RemoteBrief;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/** Gives the question about a remote action its name, its due date and what its form shows. */
@Component
final class BriefAction implements TaskListener {

  private final RemoteApprovals approvals;
  private final TaskSheet sheet;
  private final EngineTime time;

  BriefAction(RemoteApprovals approvals, TaskSheet sheet, EngineTime time) {
    this.approvals = approvals;
    this.sheet = sheet;
    this.time = time;
  }

  @Override
  public void notify(DelegateTask task) {
    RemoteBrief brief = approvals.brief(actionKey(task.getExecution()));
    task.setName(brief.title());
    task.setDueDate(time.due(brief.due()));
    task.setVariablesLocal(sheet.variables(brief));
  }
}
