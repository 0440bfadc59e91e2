package dev.handover.process;

import static dev.handover.process.Var.DECIDE_BY;
import static dev.handover.process.Var.DECISION;
import static dev.handover.process.Var.DEFERRED_UNTIL;
import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.Decision;
import dev.handover.rollout.Decisions;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.rollout.TaskKind;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/**
 * Hands a person's answer to the domain, in the transaction that completes the task: what the rules
 * refuse is not completed, whichever way it came.
 */
@Component
final class DecideTask implements TaskListener {

  static final String HOLD = "flow_failedWaveHold";

  private final Decisions decisions;
  private final Caller caller;
  private final EngineTime time;

  DecideTask(Decisions decisions, Caller caller, EngineTime time) {
    this.decisions = decisions;
    this.caller = caller;
    this.time = time;
  }

  @Override
  public void notify(DelegateTask task) {
    DelegateExecution execution = task.getExecution();
    Decision decision = Answers.take(task);
    TaskKind kind = TaskSheet.kind(task);
    String rollout = rolloutId(execution);
    int wave = WAVE.get(execution);
    DECISION.set(execution, decisions.decide(rollout, kind, wave, decision, caller.current()));
    if (decision.outcome() == Outcome.HOLD) {
      requireWayToHold(execution);
      DECIDE_BY.set(execution, time.due(decision.until()));
    } else if (decision.until() != null) {
      DEFERRED_UNTIL.set(execution, time.due(decision.until()));
    }
  }

  /** What a model has no way for takes its default: an earlier one would roll back. */
  private static void requireWayToHold(DelegateExecution execution) {
    if (execution.getBpmnModelInstance().getModelElementById(HOLD) == null) {
      throw Refused.conflict(
          "This was asked by an earlier version of the process, which cannot hold a wave.");
    }
  }
}
