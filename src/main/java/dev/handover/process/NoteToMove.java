package dev.handover.process;

import static dev.handover.process.Var.TO_MOVE;
import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;

/** Notes whether the wave is still there: one of newcomers alone is not where all are left out. */
@Component
final class NoteToMove implements ExecutionListener {

  private final RolloutLife life;

  NoteToMove(RolloutLife life) {
    this.life = life;
  }

  @Override
  public void notify(DelegateExecution execution) {
    int last = life.facts(rolloutId(execution)).waveCount();
    boolean there = WAVE.get(execution) <= last;
    TO_MOVE.set(execution, there ? "some" : "nothing");
    if (!there) {
      WAVE.set(execution, last);
    }
  }
}
