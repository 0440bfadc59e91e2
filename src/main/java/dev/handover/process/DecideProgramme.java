package dev.handover.process;

import static dev.handover.process.Var.DECISION;
import static dev.handover.process.Var.programmeId;

import dev.handover.programme.ProgrammeDecisions;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/** Hands a person's answer about a programme to the domain, as {@link DecideTask} does. */
@Component
final class DecideProgramme implements TaskListener {

  private final ProgrammeDecisions decisions;
  private final Caller caller;

  DecideProgramme(ProgrammeDecisions decisions, Caller caller) {
    this.decisions = decisions;
    this.caller = caller;
  }

  @Override
  public void notify(DelegateTask task) {
    DelegateExecution execution = task.getExecution();
    boolean goesOn = decisions.decide(programmeId(execution), Answers.take(task), caller.current());
    DECISION.set(execution, goesOn ? "goes-on" : "ends");
  }
}
