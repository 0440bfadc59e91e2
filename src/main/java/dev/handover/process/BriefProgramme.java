package dev.handover.process;

import static dev.handover.process.Var.programmeId;

import dev.handover.programme.ProgrammeBrief;
import dev.handover.programme.ProgrammeDecisions;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/** Gives the question about a programme its name and what its form shows. */
@Component
final class BriefProgramme implements TaskListener {

  private final ProgrammeDecisions decisions;
  private final TaskSheet sheet;

  BriefProgramme(ProgrammeDecisions decisions, TaskSheet sheet) {
    this.decisions = decisions;
    this.sheet = sheet;
  }

  @Override
  public void notify(DelegateTask task) {
    ProgrammeBrief brief = decisions.ask(programmeId(task.getExecution()));
    task.setName(brief.title());
    task.setVariablesLocal(sheet.variables(brief));
  }
}
