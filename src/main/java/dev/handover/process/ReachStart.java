package dev.handover.process;

import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;

/** Says that the start is reached, with the step that leads to the pilot. */
@Component
final class ReachStart implements ExecutionListener {

  private final RolloutLife life;

  ReachStart(RolloutLife life) {
    this.life = life;
  }

  @Override
  public void notify(DelegateExecution execution) {
    life.begin(rolloutId(execution));
  }
}
