package dev.handover.process;

import static dev.handover.process.Var.START_AT;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Says that the rollout waits for its start, and when that is on the engine's clock. */
@Component
final class ScheduleStart implements JavaDelegate {

  private final RolloutLife life;
  private final EngineTime time;

  ScheduleStart(RolloutLife life, EngineTime time) {
    this.life = life;
    this.time = time;
  }

  @Override
  public void execute(DelegateExecution execution) {
    life.schedule(rolloutId(execution));
    START_AT.set(execution, time.due(life.facts(rolloutId(execution)).startAt()));
  }
}
