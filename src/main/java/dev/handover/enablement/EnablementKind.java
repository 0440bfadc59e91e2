package dev.handover.enablement;

import static dev.handover.rollout.Outcome.APPROVE;
import static dev.handover.rollout.Outcome.DONE;
import static dev.handover.rollout.Outcome.EXTEND;
import static dev.handover.rollout.Outcome.KEEP;
import static dev.handover.rollout.Outcome.PUT_BACK;
import static dev.handover.rollout.Outcome.REJECT;
import static dev.handover.rollout.Outcome.WIDEN;

import dev.handover.rollout.Outcome;
import java.util.List;

/** What people are asked about an enablement. */
public enum EnablementKind {
  CONFIRM_ENABLEMENT(EnablementState.CONFIRMING, APPROVE, REJECT),
  SET_ENROLMENT(EnablementState.SETTING, DONE),
  DECIDE_ENROLMENT(EnablementState.DECIDING, WIDEN, KEEP, EXTEND, PUT_BACK),
  PUT_ENROLMENT_BACK(EnablementState.PUTTING_BACK, DONE);

  private final EnablementState state;
  private final List<Outcome> outcomes;

  EnablementKind(EnablementState state, Outcome... outcomes) {
    this.state = state;
    this.outcomes = List.of(outcomes);
  }

  /** The answers there are. */
  public List<Outcome> outcomes() {
    return outcomes;
  }

  /** In which it is asked. */
  EnablementState state() {
    return state;
  }

  /** Whether it is work at the console rather than a decision, and anybody's who may do it. */
  boolean atTheConsole() {
    return this == SET_ENROLMENT || this == PUT_ENROLMENT_BACK;
  }
}
