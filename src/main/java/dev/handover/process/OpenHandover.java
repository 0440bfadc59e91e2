package dev.handover.process;

import static dev.handover.process.Var.HANDOVER;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.SliderSteps;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Opens the handover of production: who moves the slider? */
@Component
final class OpenHandover implements JavaDelegate {

  private final SliderSteps slider;

  OpenHandover(SliderSteps slider) {
    this.slider = slider;
  }

  @Override
  public void execute(DelegateExecution execution) {
    HANDOVER.set(execution, slider.openHandover(rolloutId(execution)).slug());
  }
}
