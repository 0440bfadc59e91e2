package dev.handover.process;

import static dev.handover.process.Var.DECISION;
import static dev.handover.process.Var.actionKey;

import dev.handover.remote.RemoteApprovals;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/** Hands a person's answer about a remote action to the domain, as {@link DecideTask} does. */
@Component
final class DecideAction implements TaskListener {

  private final RemoteApprovals approvals;
  private final Caller caller;

  DecideAction(RemoteApprovals approvals, Caller caller) {
    this.approvals = approvals;
    this.caller = caller;
  }

  @Override
  public void notify(DelegateTask task) {
    DelegateExecution execution = task.getExecution();
    boolean approved = approvals.decide(actionKey(execution), Answers.take(task), caller.current());
    DECISION.set(execution, approved ? "approved" : "rejected");
  }
}
