package dev.handover.rollout;

/** What policy says of a wave that is not passed and whose plan would have it put back. */
public enum OnFailure {
  /** The plan decides. */
  PLAN,
  /**
   * A person decides, whatever the plan says: going back may be worse than holding. Nothing moves
   * on meanwhile.
   */
  ASK
}
