package dev.handover.process;

import static dev.handover.process.Var.APPROVE_BY;
import static dev.handover.process.Var.actionKey;

import dev.handover.remote.RemoteApprovals;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;

/**
 * The first act of a remote action's process: there has to be one that waits for approval and has
 * no process yet. Whatever was posted along is thrown away.
 */
@Component
final class RegisterAction implements ExecutionListener {

  private final RemoteApprovals approvals;
  private final EngineTime time;

  RegisterAction(RemoteApprovals approvals, EngineTime time) {
    this.approvals = approvals;
    this.time = time;
  }

  @Override
  public void notify(DelegateExecution execution) {
    execution.removeVariables();
    APPROVE_BY.set(
        execution,
        time.due(approvals.begin(actionKey(execution), execution.getProcessInstanceId())));
  }
}
