package dev.handover.process;

import java.util.Map;
import org.camunda.bpm.engine.RuntimeService;

/** The messages that processes wait for: each name stands here and in the models, nowhere else. */
final class Messages {

  static final String CLEAR_TO_MOVE = "ClearToMove";
  static final String WAVE_JUDGED = "WaveJudged";
  static final String WAVE_REGRESSED = "WaveRegressed";
  static final String SLIDER_CONFIRMED = "SliderConfirmed";
  static final String DEVICES_BACK = "DevicesBack";
  static final String LAST_DEVICES_BACK = "LastDevicesBack";
  static final String ROLLBACK_REQUESTED = "RollbackRequested";
  static final String CANCEL_REQUESTED = "CancelRequested";
  static final String PROGRAMME_GOES_ON = "ProgrammeGoesOn";
  static final String ACTION_ENDED = "ActionEnded";
  static final String ENROLMENT_JUDGED = "EnrolmentJudged";
  static final String ENROLMENT_SET = "EnrolmentSet";
  static final String ENROLMENT_BACK = "EnrolmentBack";
  static final String ENROLMENT_NOT_BACK = "EnrolmentNotBack";

  private Messages() {}

  /** Whether a process of this business key waited for the message. */
  static boolean tell(
      RuntimeService runtime, String businessKey, String message, Map<String, Object> variables) {
    return !runtime
        .createMessageCorrelation(message)
        .processInstanceBusinessKey(businessKey)
        .setVariables(variables)
        .correlateAllWithResult()
        .isEmpty();
  }
}
