package dev.handover.process;

import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.Rollback;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Ends a rollback whose devices are back, or gone through by a person. */
@Component
final class CloseRollback implements JavaDelegate {

  private final Rollback rollback;

  CloseRollback(Rollback rollback) {
    this.rollback = rollback;
  }

  @Override
  public void execute(DelegateExecution execution) {
    rollback.close(rolloutId(execution));
  }
}
