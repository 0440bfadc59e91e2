package dev.handover.rollout;

import dev.handover.authority.SliderReach.Beyond;
import dev.handover.device.DeviceCount;
import dev.handover.health.Verdict;
import dev.handover.plan.DurationWords;
import java.time.Duration;

/** How durations, verdicts, waves and reasons are written for people. */
final class Words {

  /** What a rollout, a wave or a quarantine keeps of a reason, in characters. */
  static final int REASON = 1000;

  private Words() {}

  /** As {@link DurationWords} does, and a sentence for what is shorter. */
  static String of(Duration duration) {
    String words = DurationWords.of(duration);
    return words.isEmpty() ? "less than a minute" : words;
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

  /** Why a slider is not moved in the end, from a sentence's middle on. */
  static String sliderStays(Beyond beyond) {
    return "the slider stays at Pilot Intune: at Intune it would also move %s%s."
        .formatted(
            DeviceCount.of(beyond.devices(), "other device", "other devices"),
            beyond.heldBack() == 0
                ? ", outside the population"
                : beyond.outside() == 0
                    ? " of the population, which the rollout leaves out"
                    : ": %s of the population that are left out, and %s outside it"
                        .formatted(
                            DeviceCount.number(beyond.heldBack()),
                            DeviceCount.number(beyond.outside())));
  }

  /** What a slider at Intune moves that no wave does; a sentence to follow another, or nothing. */
  static String takenAlong(int devices) {
    return devices == 0
        ? ""
        : " It takes %s along that no wave moves: left out of the waves, or come since the last."
            .formatted(DeviceCount.of(devices, "device", "devices"));
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
