package dev.handover.rollout;

/** Where a rollout stands. Whether it is paused is kept beside it. */
public enum RolloutState {
  /** Registered; approval to start may be outstanding. */
  PLANNED,
  /** Waits for its start. */
  SCHEDULED,
  /** The pilot, wave 0, is being moved or judged. */
  PILOTING,
  /** Production waves, or the approval to begin them. */
  EXPANDING,
  /** The slider is being moved to Intune. */
  HANDING_OVER,
  /** Everything is moved and watched for a last time. */
  WATCHING,
  COMPLETED,
  ROLLING_BACK,
  /** What was to be put back is back, or listed by name as an exception. */
  ROLLED_BACK,
  /** Ended by a person; what had been moved stays moved. */
  CANCELLED,
  FAILED;

  /** Whether nothing will happen any more. */
  public boolean ended() {
    return this == COMPLETED || this == ROLLED_BACK || this == CANCELLED || this == FAILED;
  }

  /** Whether anything may have been moved. */
  public boolean started() {
    return this != PLANNED && this != SCHEDULED;
  }

  /** Whether a person may still cancel it or have it rolled back. */
  public boolean goesForward() {
    return !ended() && this != ROLLING_BACK;
  }
}
