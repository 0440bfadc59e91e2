package dev.handover.dashboard;

import static dev.handover.device.DeviceCount.number;

import dev.handover.dashboard.Wording.Tone;
import dev.handover.device.DeviceCount;
import dev.handover.rollout.RolloutState;
import dev.handover.rollout.RolloutView;
import dev.handover.rollout.Sentence;
import dev.handover.rollout.WaveState;
import dev.handover.rollout.WaveView;
import dev.handover.security.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A rollout as a row of the dashboard and as the head of its page.
 *
 * @param said how the newest wave stands, or what the rollout waits for, in one sentence; the
 *     gate's whole reasoning is with the evidence. Null where there is nothing to say
 * @param next what comes by itself, if nothing else does before; null where nothing does
 * @param actions what this person may ask for now
 */
public record RolloutCard(
    RolloutView rollout,
    String state,
    String tone,
    String mark,
    List<Cell> waves,
    int percent,
    String verdict,
    String verdictTone,
    String verdictMark,
    String said,
    Next next,
    List<Action> actions) {

  /** What happens when nobody does anything. */
  public record Next(String what, Instant at) {}

  /** One wave in the strip. */
  public record Cell(
      WaveView wave, String title, String state, String tone, String mark, String summary) {

    static Cell of(WaveView wave) {
      Tone tone = Wording.tone(wave.state());
      String state = Wording.of(wave.state());
      return new Cell(wave, Wording.wave(wave), state, tone.css(), tone.mark(), summary(wave));
    }

    private static String summary(WaveView wave) {
      if (wave.kind() == WaveView.Kind.PRODUCTION) {
        return "all devices";
      }
      if (wave.state() == WaveState.PLANNED || wave.state() == WaveState.WAITING) {
        return DeviceCount.devices(wave.size());
      }
      if (wave.quarantined() > 0 && wave.state() != WaveState.ROLLED_BACK) {
        return number(wave.quarantined()) + " of " + number(wave.size()) + " in quarantine";
      }
      if (wave.returned() > 0 || wave.state() == WaveState.ROLLING_BACK) {
        return number(wave.returned()) + " of " + number(wave.size()) + " back";
      }
      if (wave.moved() < wave.size() - wave.excluded()) {
        return number(wave.moved()) + " of " + number(wave.size()) + " moved";
      }
      return number(wave.confirmed()) + " of " + number(wave.size()) + " confirmed";
    }
  }

  /**
   * Something that can be asked for.
   *
   * @param path where it is sent to
   * @param consequence what follows, in a sentence
   */
  public record Action(String id, String title, String path, String consequence, boolean grave) {}

  static RolloutCard of(RolloutView rollout, List<WaveView> waves, Actor actor) {
    // A pause holds what is to move, and neither a rollback nor what has ended
    boolean paused = rollout.paused() && rollout.state().goesForward();
    Tone tone = paused ? Tone.HELD : Wording.tone(rollout.state());
    Optional<WaveView> newest =
        waves.stream().filter(w -> w.state() != WaveState.PLANNED).reduce((a, b) -> b);
    WaveState at = newest.map(WaveView::state).orElse(WaveState.PLANNED);
    Tone verdictTone = Wording.verdictTone(rollout.verdict(), at);
    String state = Wording.of(rollout.state());
    return new RolloutCard(
        rollout,
        paused ? state + ", paused" : state,
        tone.css(),
        tone.mark(),
        waves.stream().map(wave -> cell(wave, rollout)).toList(),
        percent(rollout),
        shown(rollout) ? Wording.verdict(rollout.verdict(), at) : null,
        verdictTone.css(),
        verdictTone.mark(),
        said(rollout, newest, waves),
        next(rollout, newest),
        RolloutActions.of(rollout, actor));
  }

  /**
   * What a wave alone does not tell: that no device comes to it any more, and of how many it is.
   */
  static Cell cell(WaveView wave, RolloutView rollout) {
    Cell cell = Cell.of(wave);
    boolean reached = wave.state() != WaveState.PLANNED && wave.state() != WaveState.WAITING;
    return new Cell(
        wave,
        cell.title(),
        reached || rollout.state().goesForward() ? cell.state() : "not reached",
        cell.tone(),
        cell.mark(),
        wave.kind() == WaveView.Kind.PRODUCTION
            ? "all " + DeviceCount.devices(rollout.population())
            : cell.summary());
  }

  /** Who put back a wave that was still undecided has decided: nothing is held by then. */
  private static boolean shown(RolloutView rollout) {
    return rollout.verdict() != null
        && (rollout.rollbackReason() == null || rollout.verdict().equals("FAIL"));
  }

  /** Devices that are at Intune, of all that should be; 100 only when there is none left. */
  private static int percent(RolloutView rollout) {
    return rollout.population() == 0
        ? 0
        : (int) Math.min(100, 100L * rollout.atIntune() / rollout.population());
  }

  private static String said(RolloutView rollout, Optional<WaveView> newest, List<WaveView> waves) {
    Optional<String> reason =
        newest.filter(w -> !w.reasons().isEmpty()).map(w -> w.reasons().get(0));
    if (rollout.rollbackReason() != null) {
      // The gate's own reason begins with what weighed most, and goes on with all the rest
      String why =
          reason
              .filter(first -> rollout.rollbackReason().startsWith(first))
              .orElse(rollout.rollbackReason());
      if (rollout.state() != RolloutState.ROLLING_BACK) {
        return "Rolled back because: " + why;
      }
      String waits = rollout.waiting() == null ? "" : " " + rollout.waiting().reason();
      return "Goes back because: " + Sentence.of(why) + waits;
    }
    if (rollout.state() == RolloutState.CANCELLED && rollout.cancelReason() != null) {
      return "Cancelled because: " + rollout.cancelReason();
    }
    if (rollout.waiting() == null) {
      return reason.orElse(null);
    }
    if (rollout.paused() && rollout.waiting().what().equals("CLEAR_TO_MOVE")) {
      return null; // The holds say it.
    }
    return switch (rollout.waiting().what()) {
      case "EVIDENCE" -> newest.map(RolloutCard::evidence).orElse(rollout.waiting().reason());
      // Who comes to decide wants to know first what went wrong
      case "DECIDE_FAILED_WAVE", "DECIDE_UNDECIDED_WAVE" ->
          wrong(waves).map(why -> why + " ").orElse("") + rollout.waiting().reason();
      default -> rollout.waiting().reason();
    };
  }

  /** Why the first wave that a person is to decide on is not passed, as the gate begins to say. */
  private static Optional<String> wrong(List<WaveView> waves) {
    return waves.stream()
        .filter(w -> w.state() == WaveState.FAILED || w.state() == WaveState.HELD)
        .findFirst()
        .flatMap(
            w ->
                w.guard() != null && w.guard().regressedWhy() != null
                    ? Optional.of(w.guard().regressedWhy())
                    : w.reasons().stream().findFirst());
  }

  /** "41 of 150 devices have reported, 9 of them unhealthy." */
  private static String evidence(WaveView wave) {
    int movable = wave.size() - wave.excluded();
    if (wave.confirmed() < movable && (wave.judged() == null || wave.judged() == 0)) {
      return "Both systems have confirmed %s of %s; none has been judged yet."
          .formatted(number(wave.confirmed()), DeviceCount.devices(movable));
    }
    int judged = wave.judged() == null ? 0 : wave.judged();
    int unhealthy = wave.unhealthy() == null ? 0 : wave.unhealthy();
    return "%s of %s judged by every metric, %s unhealthy by the worst."
        .formatted(
            number(judged),
            DeviceCount.of(movable, "device is", "devices are"),
            unhealthy == 0 ? "none" : number(unhealthy));
  }

  private static Next next(RolloutView rollout, Optional<WaveView> newest) {
    RolloutView.Waiting waiting = rollout.waiting();
    if (waiting == null || waiting.until() == null) {
      return null;
    }
    if (waiting.what().equals("EVIDENCE") && newest.isPresent()) {
      return evidenceNext(rollout, newest.get(), waiting.until());
    }
    String what =
        switch (waiting.what()) {
          case "EVIDENCE" -> "It is looked at again";
          case "START" -> "It starts";
          case "CALENDAR", "CLEAR_TO_MOVE" -> "The calendar lets it move";
          case "DEFERRED" -> "Asked again";
          case "DEVICES_BACK" -> "A person is asked about devices that are still missing,";
          default ->
              rollout.late().asked() > 0 && waiting.what().startsWith("APPROVE_")
                  ? "Without an answer, only the devices that came late are left out"
                  : rollout.ordered() == 0
                      ? "Without an answer, it ends and nothing moves"
                      : "Without an answer, all that has moved goes back";
        };
    return new Next(what, waiting.until());
  }

  /** A deadline may have been put off since it was last judged. */
  private static Next evidenceNext(RolloutView rollout, WaveView wave, Instant at) {
    if (wave.startedAt() != null && at.equals(wave.startedAt().plus(wave.soak()))) {
      return new Next("The soak ends", at);
    }
    if (wave.deadlineAt() == null) {
      return new Next("It is looked at again", at);
    }
    boolean holds = rollout.plan().path("gate").path("silent").asText().equals("hold");
    return new Next(
        holds ? "Silent devices hold the wave" : "Silent devices count as unhealthy",
        wave.deadlineAt());
  }
}
