package dev.handover.process;

import static dev.handover.process.Var.DECISION;
import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.Decisions;
import dev.handover.rollout.Outcome;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Nobody has decided by the deadline: the safe default is taken, and written down. */
@Component
final class RecordMissedDecision implements JavaDelegate {

  private final Decisions decisions;

  RecordMissedDecision(Decisions decisions) {
    this.decisions = decisions;
  }

  @Override
  public void execute(DelegateExecution execution) {
    decisions.expired(rolloutId(execution), WAVE.get(execution));
    DECISION.set(execution, Outcome.ROLLBACK.slug());
  }
}
