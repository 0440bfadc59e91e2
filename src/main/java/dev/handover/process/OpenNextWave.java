package dev.handover.process;

import static dev.handover.process.Var.DECISION;
import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.WAVES_LEFT;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.ApprovalStage;
import dev.handover.rollout.Decisions;
import dev.handover.rollout.LateJoiners;
import dev.handover.rollout.RolloutLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Opens the next wave. Whether it needs a person is said for rollouts that began before approvals
 * had a process of their own.
 */
@Component
final class OpenNextWave implements JavaDelegate {

  private final RolloutLife life;
  private final LateJoiners late;
  private final Decisions decisions;

  OpenNextWave(RolloutLife life, LateJoiners late, Decisions decisions) {
    this.life = life;
    this.late = late;
    this.decisions = decisions;
  }

  @Override
  public void execute(DelegateExecution execution) {
    String rollout = rolloutId(execution);
    int wave = WAVE.get(execution) + 1;
    WAVE.set(execution, wave);
    if (wave > 1) {
      late.join(rollout, wave); // what joins the first is approved with the expansion
    }
    WAVES_LEFT.set(execution, wave < life.facts(rollout).waveCount() ? "some" : "none");
    DECISION.set(execution, decisions.approvals(rollout, ApprovalStage.WAVE, wave).slug());
  }
}
