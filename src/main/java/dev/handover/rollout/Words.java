package dev.handover.rollout;

import dev.handover.health.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** How durations, verdicts, waves and reasons are written for people. */
final class Words {

  /** What a rollout, a wave or a quarantine keeps of a reason, in characters. */
  static final int REASON = 1000;

  private Words() {}

  /** {@code 3 days}, {@code 12 hours}, {@code 1 day 6 hours}, {@code 45 minutes}. */
  static String of(Duration duration) {
    String days = unit(duration.toDays(), "day");
    String hours = unit(duration.toHoursPart(), "hour");
    String minutes = unit(duration.toMinutesPart(), "minute");
    String words = String.join(" ", days, hours, minutes).strip().replaceAll(" +", " ");
    return words.isEmpty() ? "less than a minute" : words;
  }

  private static String unit(long count, String name) {
    return count == 0 ? "" : count + " " + name + (count == 1 ? "" : "s");
  }

  /** At most {@link #REASON} characters, the last of them a dot dot dot where some are left out. */
  static String shortened(String reason) {
    return reason.length() <= REASON ? reason : reason.substring(0, REASON - 1) + "…";
  }

  static String of(Verdict verdict) {
    return switch (verdict) {
      case PASS -> "a pass";
      case FAIL -> "a failure";
      case HOLD_INCONCLUSIVE -> "an undecided hold";
      case HOLD_INSUFFICIENT -> "a hold for want of evidence";
      case HOLD_STALE -> "a hold for evidence too old";
      case HOLD_SOURCE_ERROR -> "a hold for a source that cannot be read";
    };
  }

  /** What has become of what it was said of: {@code passed}. */
  static String outcome(Verdict verdict) {
    return switch (verdict) {
      case PASS -> "passed";
      case FAIL -> "failed";
      case HOLD_INCONCLUSIVE -> "held, undecided";
      case HOLD_INSUFFICIENT -> "held for want of evidence";
      case HOLD_STALE -> "held for evidence too old";
      case HOLD_SOURCE_ERROR -> "held for a source that cannot be read";
    };
  }

  /** A share with one decimal at most: {@code 2 %}, {@code 0.5 %}. */
  static String percent(double share) {
    return BigDecimal.valueOf(100 * share)
            .setScale(1, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }

  /**
   * @param production the number of the watch over production
   */
  static String wave(int no, int production) {
    if (no == 0) {
      return "Pilot";
    }
    return no == production ? "Watch over production" : "Wave " + no + " of " + (production - 1);
  }
}
