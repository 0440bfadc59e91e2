package dev.handover.device;

/** What happens to the good lines of a batch when there are bad ones. */
public enum OnError {
  /** Nothing is taken. */
  REFUSE,
  /** The good lines are taken. */
  SKIP
}
