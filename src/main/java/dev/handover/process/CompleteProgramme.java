package dev.handover.process;

import static dev.handover.process.Var.programmeId;

import dev.handover.programme.ProgrammeLife;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Ends a programme whose rollouts have all ended. */
@Component
final class CompleteProgramme implements JavaDelegate {

  private final ProgrammeLife life;

  CompleteProgramme(ProgrammeLife life) {
    this.life = life;
  }

  @Override
  public void execute(DelegateExecution execution) {
    life.complete(programmeId(execution));
  }
}
