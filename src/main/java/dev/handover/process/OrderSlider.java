package dev.handover.process;

import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.SliderSteps;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Orders the slider to be moved to Intune. */
@Component
final class OrderSlider implements JavaDelegate {

  private final SliderSteps slider;

  OrderSlider(SliderSteps slider) {
    this.slider = slider;
  }

  @Override
  public void execute(DelegateExecution execution) {
    slider.orderSlider(rolloutId(execution));
  }
}
