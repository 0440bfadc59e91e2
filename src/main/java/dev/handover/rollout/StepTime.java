package dev.handover.rollout;

import java.util.function.BooleanSupplier;

/**
 * The time that a step of one cycle takes for what it changes. What is left then is still due in
 * the next cycle, which delivers orders first: nobody's rollback waits behind a thousand waves that
 * are decided or begin at the same moment.
 */
final class StepTime {

  private static final long MOST = 1_000_000_000; // nanoseconds

  private long spent;

  boolean isOver() {
    return spent >= MOST;
  }

  /**
   * Runs a part of the step. Only what changes something counts, so that what changes nothing or
   * fails, and comes first again in the next cycle, takes no time from what comes after it.
   *
   * @param part tells whether it has changed something
   */
  void run(BooleanSupplier part) {
    long begin = System.nanoTime();
    if (part.getAsBoolean()) {
      spent += System.nanoTime() - begin;
    }
  }
}
