package dev.handover.process;

import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutEnd;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Ends a rollout that has moved everything. */
@Component
final class CompleteRollout implements JavaDelegate {

  private final RolloutEnd end;

  CompleteRollout(RolloutEnd end) {
    this.end = end;
  }

  @Override
  public void execute(DelegateExecution execution) {
    end.complete(rolloutId(execution));
  }
}
