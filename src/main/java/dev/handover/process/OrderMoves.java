package dev.handover.process;

import static dev.handover.process.Var.MOVES;
import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutLife;
import dev.handover.rollout.WaveOrder;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Orders the moves of a wave; the domain refuses where an approval is missing. */
@Component
final class OrderMoves implements JavaDelegate {

  private final RolloutLife life;

  OrderMoves(RolloutLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    WaveOrder order = life.orderWave(rolloutId(execution), WAVE.get(execution));
    MOVES.set(execution, order.slug());
  }
}
