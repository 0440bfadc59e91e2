package dev.handover.process;

import static dev.handover.process.Var.actionKey;

import dev.handover.remote.RemoteApprovals;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Has an approved remote action sent. */
@Component
final class OrderAction implements JavaDelegate {

  private final RemoteApprovals approvals;

  OrderAction(RemoteApprovals approvals) {
    this.approvals = approvals;
  }

  @Override
  public void execute(DelegateExecution execution) {
    approvals.order(actionKey(execution));
  }
}
