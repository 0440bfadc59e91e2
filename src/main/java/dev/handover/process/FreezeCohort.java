package dev.handover.process;

import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Freezes the devices of a wave. */
@Component
final class FreezeCohort implements JavaDelegate {

  private final RolloutLife life;

  FreezeCohort(RolloutLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    life.freezeWave(rolloutId(execution), WAVE.get(execution));
  }
}
