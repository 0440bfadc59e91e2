package dev.handover.process;

import static dev.handover.process.Var.NEXT;
import static dev.handover.process.Var.programmeId;

import dev.handover.programme.ProgrammeLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Begins the next rollout of a programme, if it is the turn of one. */
@Component
final class BeginNextRollout implements JavaDelegate {

  private final ProgrammeLife life;

  BeginNextRollout(ProgrammeLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    NEXT.set(execution, life.next(programmeId(execution)));
  }
}
