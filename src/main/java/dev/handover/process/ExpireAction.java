package dev.handover.process;

import static dev.handover.process.Var.actionKey;

import dev.handover.remote.RemoteApprovals;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Nobody has approved a remote action in time: it is refused. */
@Component
final class ExpireAction implements JavaDelegate {

  private final RemoteApprovals approvals;

  ExpireAction(RemoteApprovals approvals) {
    this.approvals = approvals;
  }

  @Override
  public void execute(DelegateExecution execution) {
    approvals.expire(actionKey(execution));
  }
}
