package dev.handover.process;

import dev.handover.rollout.ApprovalRound;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;

/** Gives an approval's process what its gateway and its boundary timers read. */
@Component
final class ApprovalTimers {

  private final EngineTime time;

  ApprovalTimers(EngineTime time) {
    this.time = time;
  }

  void set(DelegateExecution execution, ApprovalRound round) {
    Var.DECISION.set(execution, round.state().slug());
    Var.ASKED.set(execution, round.group());
    Var.REMIND_AT.set(execution, time.due(round.remindAt()));
    Var.ESCALATE_AT.set(execution, time.due(round.escalateAt()));
    Var.APPROVE_BY.set(execution, time.due(round.expiresAt()));
  }
}
