package dev.handover.process;

import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutEnd;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Ends a rollout that goes no further. */
@Component
final class CancelRollout implements JavaDelegate {

  private final RolloutEnd end;

  CancelRollout(RolloutEnd end) {
    this.end = end;
  }

  @Override
  public void execute(DelegateExecution execution) {
    end.cancel(rolloutId(execution));
  }
}
