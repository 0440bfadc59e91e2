package dev.handover.process;

import static dev.handover.process.Var.REGRESSIONS;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.Regressions;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Lets the rollout go on where no other regression is to be decided on. */
@Component
final class SettleRegression implements JavaDelegate {

  private final Regressions regressions;

  SettleRegression(Regressions regressions) {
    this.regressions = regressions;
  }

  @Override
  public void execute(DelegateExecution execution) {
    int open = regressions.settle(rolloutId(execution));
    REGRESSIONS.set(execution, open == 0 ? "none" : "some");
  }
}
