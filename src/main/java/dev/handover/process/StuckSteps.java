package dev.handover.process;

import org.camunda.bpm.engine.impl.incident.DefaultIncidentHandler;
import org.camunda.bpm.engine.impl.incident.IncidentContext;
import org.camunda.bpm.engine.runtime.Incident;

/**
 * Lets an incident of a job say what to do about it, wherever it is read: in Cockpit, on the
 * dashboard, over the engine's REST API.
 */
final class StuckSteps extends DefaultIncidentHandler {

  static final String WHAT_TO_DO =
      "The step waits and nothing is lost. Mend the cause, then have it tried again: in Cockpit,"
          + " under Incidents, increment the number of retries.";

  StuckSteps() {
    super(Incident.FAILED_JOB_HANDLER_TYPE);
  }

  @Override
  public Incident handleIncident(IncidentContext context, String message) {
    return super.handleIncident(context, said(message));
  }

  private static String said(String message) {
    String why = message == null || message.isBlank() ? "It failed without a reason" : message;
    return why + (why.matches("(?s).*[.!?]\\s*") ? " " : ". ") + WHAT_TO_DO;
  }
}
