package dev.handover.process;

import static dev.handover.process.Var.EXPANSION_APPROVALS;
import static dev.handover.process.Var.ON_FAILURE;
import static dev.handover.process.Var.POLICY_HANDOVER;
import static dev.handover.process.Var.START_APPROVALS;
import static dev.handover.process.Var.WAVE_APPROVALS;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.OnFailure;
import dev.handover.rollout.RolloutLife;
import dev.handover.rollout.SliderMode;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Hands to the domain what the policy table asks for. */
@Component
final class AdoptPolicy implements JavaDelegate {

  private final RolloutLife life;

  AdoptPolicy(RolloutLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    life.adoptPolicy(
        rolloutId(execution),
        START_APPROVALS.get(execution),
        EXPANSION_APPROVALS.get(execution),
        WAVE_APPROVALS.get(execution),
        SliderMode.valueOf(POLICY_HANDOVER.get(execution)),
        OnFailure.valueOf(ON_FAILURE.get(execution)));
  }
}
