package dev.handover.process;

import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutLife;
import dev.handover.rollout.SliderSteps;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Opens the watch over production: the wave after the last. */
@Component
final class OpenWatch implements JavaDelegate {

  private final SliderSteps slider;
  private final RolloutLife life;

  OpenWatch(SliderSteps slider, RolloutLife life) {
    this.slider = slider;
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    slider.openWatch(rolloutId(execution));
    WAVE.set(execution, life.facts(rolloutId(execution)).waveCount() + 1);
  }
}
