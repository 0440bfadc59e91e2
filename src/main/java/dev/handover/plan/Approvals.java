package dev.handover.plan;

import java.time.Duration;

/**
 * How many people have to approve, at least; policy may ask for more. Each 0 … 10. And how long
 * people have, each time they are asked; in the estate's time.
 *
 * @param start before the pilot
 * @param expansion after the pilot
 * @param wave before each further wave
 * @param remindAfter after which those who are asked are reminded; shorter than the next
 * @param escalateAfter after which another group is asked, too; shorter than the next
 * @param within after which the safe way is taken
 */
public record Approvals(
    int start,
    int expansion,
    int wave,
    Duration remindAfter,
    Duration escalateAfter,
    Duration within) {

  /** What holds where a plan says nothing: nobody expands a pilot alone. */
  public static final Approvals DEFAULT = new Approvals(0, 1, 0);

  /** With the usual times: a day, two days, a week. */
  public Approvals(int start, int expansion, int wave) {
    this(start, expansion, wave, Duration.ofDays(1), Duration.ofDays(2), Duration.ofDays(7));
  }
}
