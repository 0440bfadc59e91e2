package dev.handover.rollout;

import java.util.Set;

/** Where a wave stands; the pilot is wave 0. */
public enum WaveState {
  PLANNED,
  /** Frozen; waits until it is clear to move. */
  WAITING,
  /** Ordered; not every device has been confirmed by both systems. */
  MOVING,
  /** All confirmed; evidence is being gathered. */
  SOAKING,
  PASSED,
  /** Undecided: a person decides. */
  HELD,
  /** The gate failed it. */
  FAILED,
  ROLLING_BACK,
  ROLLED_BACK;

  /** For what moves nobody: a wave may have regressed since it passed. The next move waits. */
  static final Set<WaveState> JUDGED = Set.of(PASSED, FAILED);
}
