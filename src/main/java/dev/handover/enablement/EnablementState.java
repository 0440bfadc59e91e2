package dev.handover.enablement;

/** Where an enablement stands. */
public enum EnablementState {
  /** Another person has to confirm it. */
  CONFIRMING,
  /** Automatic enrolment is to be set, and read back. */
  SETTING,
  /** It is set; devices enrol. */
  ENROLLING,
  /** A person is asked how it goes on. */
  DECIDING,
  /** Automatic enrolment is put back to what it was. */
  PUTTING_BACK,
  ENABLED,
  /** Ended otherwise; automatic enrolment is what it was before. */
  CANCELLED;

  public boolean ended() {
    return this == ENABLED || this == CANCELLED;
  }
}
