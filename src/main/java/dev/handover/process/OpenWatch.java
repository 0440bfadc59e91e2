package dev.handover.process;

import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Opens the watch over production: the wave after the last. */
@Component
final class OpenWatch implements JavaDelegate {

  private final RolloutLife life;

  OpenWatch(RolloutLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    life.openWatch(rolloutId(execution));
    WAVE.set(execution, life.facts(rolloutId(execution)).waveCount() + 1);
  }
}
