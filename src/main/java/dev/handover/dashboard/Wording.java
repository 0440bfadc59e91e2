package dev.handover.dashboard;

import dev.handover.health.Gate;
import dev.handover.health.Percent;
import dev.handover.programme.ProgrammeState;
import dev.handover.rollout.RolloutState;
import dev.handover.rollout.WaveState;
import dev.handover.rollout.WaveView;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** States and verdicts as words, and the mark that stands beside a colour. */
public final class Wording {

  /** A sentence that ends sooner is followed by the next one. */
  private static final int BRIEF = 80;

  private static final Pattern SENTENCE_END = Pattern.compile("[.!?] (?=[A-Z0-9])");

  private Wording() {}

  /** A reason of the gate without when the wave is looked at next: a page says that once. */
  static String withoutNextLook(String reason) {
    int at = reason.indexOf(" " + Gate.NEXT_LOOK);
    return at < 0 ? reason : reason.substring(0, at);
  }

  /** When a wave is looked at next, by the first reason of the gate that says so; else null. */
  static String nextLook(List<String> reasons) {
    return reasons.stream()
        .filter(reason -> reason.contains(Gate.NEXT_LOOK))
        .map(reason -> reason.substring(reason.indexOf(Gate.NEXT_LOOK)))
        .findFirst()
        .orElse(null);
  }

  /** How something stands; a stylesheet class, so that colour and mark go together. */
  enum Tone {
    QUIET("quiet", "·"),
    BUSY("busy", "▸"),
    GOOD("good", "✓"),
    HELD("held", "‖"),
    BAD("bad", "✕"),
    BACK("back", "↩");

    private final String css;
    private final String mark;

    Tone(String css, String mark) {
      this.css = css;
      this.mark = mark;
    }

    public String css() {
      return css;
    }

    public String mark() {
      return mark;
    }
  }

  /** The first sentences of a long text, whole ones; the text itself where it is not long. */
  public static String brief(String text) {
    Matcher end = SENTENCE_END.matcher(text);
    return end.find(Math.min(BRIEF, text.length())) ? text.substring(0, end.start() + 1) : text;
  }

  /** A share with one decimal at most: {@code 2 %}, {@code 0.5 %}, {@code −1 %}. */
  public static String percent(double share) {
    return Percent.of(share).replace('-', '−');
  }

  static String of(RolloutState state) {
    return switch (state) {
      case PLANNED -> "Planned";
      case SCHEDULED -> "Scheduled";
      case PILOTING -> "Pilot";
      case EXPANDING -> "Expanding";
      case HANDING_OVER -> "Handing over";
      case WATCHING -> "Watching";
      case COMPLETED -> "Completed";
      case ROLLING_BACK -> "Rolling back";
      case ROLLED_BACK -> "Rolled back";
      case CANCELLED -> "Cancelled";
      case FAILED -> "Failed";
    };
  }

  static Tone tone(RolloutState state) {
    return switch (state) {
      case PLANNED, SCHEDULED, CANCELLED -> Tone.QUIET;
      case PILOTING, EXPANDING, HANDING_OVER, WATCHING -> Tone.BUSY;
      case COMPLETED -> Tone.GOOD;
      case ROLLING_BACK, ROLLED_BACK -> Tone.BACK;
      case FAILED -> Tone.BAD;
    };
  }

  static String of(ProgrammeState state) {
    return switch (state) {
      case RUNNING -> "Running";
      case STOPPED -> "Stopped: a person decides";
      case COMPLETED -> "Completed";
      case CANCELLED -> "Cancelled";
    };
  }

  static String of(WaveState state) {
    return switch (state) {
      case PLANNED -> "planned";
      case WAITING -> "waiting";
      case MOVING -> "moving";
      case SOAKING -> "soaking";
      case PASSED -> "passed";
      case HELD -> "held";
      case FAILED -> "failed";
      case ROLLING_BACK -> "rolling back";
      case ROLLED_BACK -> "rolled back";
    };
  }

  static Tone tone(WaveState state) {
    return switch (state) {
      case PLANNED, WAITING -> Tone.QUIET;
      case MOVING, SOAKING -> Tone.BUSY;
      case PASSED -> Tone.GOOD;
      case HELD -> Tone.HELD;
      case FAILED -> Tone.BAD;
      case ROLLING_BACK, ROLLED_BACK -> Tone.BACK;
    };
  }

  static String wave(WaveView wave) {
    return switch (wave.kind()) {
      case PILOT -> "Pilot";
      case WAVE -> "Wave " + wave.no();
      case PRODUCTION -> "Production";
    };
  }

  /**
   * @param verdict as the gate names it; null before the first
   * @param wave the state of the wave that it is on
   */
  static String verdict(String verdict, WaveState wave) {
    if (verdict == null) {
      return "Not judged yet";
    }
    if (gathering(verdict, wave)) {
      return "Gathering evidence";
    }
    if (overtaken(wave) && verdict.startsWith("HOLD")) {
      return "Not decided before it went back";
    }
    if (letPass(verdict, wave)) {
      return "Failed, risk accepted";
    }
    return switch (verdict) {
      case "PASS" -> "Passed";
      case "HOLD_INCONCLUSIVE" -> "Held: undecided";
      case "HOLD_INSUFFICIENT" -> "Held: not enough evidence";
      case "HOLD_STALE" -> "Held: evidence too old";
      case "HOLD_SOURCE_ERROR" -> "Held: a source cannot be read";
      case "FAIL" -> "Failed";
      default -> verdict;
    };
  }

  static Tone verdictTone(String verdict, WaveState wave) {
    if (verdict == null) {
      return Tone.QUIET;
    }
    if (gathering(verdict, wave)) {
      return Tone.BUSY;
    }
    if (letPass(verdict, wave)) {
      return Tone.HELD;
    }
    return switch (verdict) {
      case "PASS" -> Tone.GOOD;
      case "FAIL" -> Tone.BAD;
      default -> Tone.HELD;
    };
  }

  /** A person has accepted that it has failed. */
  private static boolean letPass(String verdict, WaveState wave) {
    return wave == WaveState.PASSED && verdict.equals("FAIL");
  }

  /** Whether nothing decides on the wave any more. */
  static boolean overtaken(WaveState wave) {
    return wave == WaveState.ROLLING_BACK || wave == WaveState.ROLLED_BACK;
  }

  /** Whether time alone may still decide it, so that there is nothing to warn of. */
  private static boolean gathering(String verdict, WaveState wave) {
    return (wave == WaveState.MOVING || wave == WaveState.SOAKING)
        && (verdict.equals("HOLD_INSUFFICIENT") || verdict.equals("HOLD_INCONCLUSIVE"));
  }
}
