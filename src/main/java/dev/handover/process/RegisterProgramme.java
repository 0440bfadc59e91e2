package dev.handover.process;

import dev.handover.programme.ProgrammeRegistration;
import dev.handover.rollout.Refused;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;

/**
 * The first act of every programme, in the transaction of who starts it: a bad one refuses the
 * start with its sentence. Whatever else was posted along is thrown away.
 */
@Component
final class RegisterProgramme implements ExecutionListener {

  /** The variable with the programme's text. */
  static final String TEXT = "programme";

  private final ProgrammeRegistration registration;
  private final Caller caller;

  RegisterProgramme(ProgrammeRegistration registration, Caller caller) {
    this.registration = registration;
    this.caller = caller;
  }

  @Override
  public void notify(DelegateExecution execution) {
    Object posted = execution.getVariable(TEXT);
    execution.removeVariables();
    if (!(posted instanceof String text)) {
      throw Refused.invalid("The text of a programme is needed (%s).".formatted(TEXT));
    }
    execution.setProcessBusinessKey(
        registration.register(text, caller.current(), execution.getProcessInstanceId()));
  }
}
