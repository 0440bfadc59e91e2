package dev.handover.process;

import static dev.handover.process.Var.COURSE;
import static dev.handover.process.Var.DECISION;
import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.RolloutLife;
import dev.handover.rollout.TaskKind;
import dev.handover.security.Actor;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Nobody has decided by the deadline: the safe default is taken, and written down. */
@Component
final class RecordMissedDecision implements JavaDelegate {

  private final RolloutLife life;

  RecordMissedDecision(RolloutLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    String rollout = rolloutId(execution);
    TaskKind kind = NoteDeadline.asked(COURSE.get(execution));
    String evidence = life.brief(rollout, kind, WAVE.get(execution)).evidenceHash();
    Decision rollback = new Decision(Outcome.ROLLBACK, "Nobody decided by the deadline.", evidence);
    DECISION.set(
        execution, life.decide(rollout, kind, WAVE.get(execution), rollback, Actor.SYSTEM));
  }
}
