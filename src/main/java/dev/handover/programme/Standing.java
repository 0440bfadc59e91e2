package dev.handover.programme;

/** Where one of a programme's rollouts stands, for those that wait for it. */
public enum Standing {
  /** It has not begun. */
  WAITING,
  /** It could not begin; a person is asked. */
  REFUSED,
  RUNNING,
  /** Its rollout is completed. */
  MOVED,
  /** Its rollout has ended in any other way. */
  FAILED,
  /** A person has had the programme go on without it. */
  LEFT_OUT
}
