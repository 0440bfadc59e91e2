package dev.handover.dashboard;

import dev.handover.dashboard.RolloutCard.Action;
import dev.handover.dashboard.Wording.Tone;
import dev.handover.enablement.EnablementDesk;
import dev.handover.enablement.EnablementState;
import dev.handover.enablement.EnablementView;
import dev.handover.enablement.EnrolmentCounts.Standing;
import dev.handover.security.Actor;
import java.util.List;

/**
 * An enablement as its page and the list of enablements show it.
 *
 * @param actions what this person may ask for now
 */
public record EnablementCard(
    EnablementView of, String title, String state, String tone, String mark, List<Action> actions) {

  static EnablementCard of(EnablementView view, Actor actor) {
    Tone tone = tone(view.state());
    return new EnablementCard(
        view,
        "Automatic enrolment: "
            + switch (view.automaticEnrolment()) {
              case "all" -> "a pilot, then all";
              case "pilot" -> "a pilot";
              default -> "none";
            },
        words(view.state()),
        tone.css(),
        tone.mark(),
        actions(view, actor));
  }

  public String id() {
    return of.id();
  }

  static String words(EnablementState state) {
    return switch (state) {
      case CONFIRMING -> "Waits to be confirmed";
      case SETTING -> "To be set";
      case ENROLLING -> "Devices enrol";
      case DECIDING -> "A person decides";
      case PUTTING_BACK -> "Being put back";
      case ENABLED -> "Enabled";
      case CANCELLED -> "Cancelled";
    };
  }

  private static Tone tone(EnablementState state) {
    return switch (state) {
      case CONFIRMING, DECIDING -> Tone.HELD;
      case SETTING, ENROLLING -> Tone.BUSY;
      case PUTTING_BACK -> Tone.BACK;
      case ENABLED -> Tone.GOOD;
      case CANCELLED -> Tone.QUIET;
    };
  }

  static String words(Standing standing) {
    return switch (standing) {
      case ENROLLED -> "enrolled";
      case TRYING -> "still trying";
      case FAILED -> "failed";
      case UNKNOWN -> "unknown code";
      case UNFIT -> "cannot enrol";
    };
  }

  static Tone tone(Standing standing) {
    return switch (standing) {
      case ENROLLED -> Tone.GOOD;
      case TRYING -> Tone.BUSY;
      case FAILED, UNKNOWN -> Tone.BAD;
      case UNFIT -> Tone.HELD;
    };
  }

  private static List<Action> actions(EnablementView view, Actor actor) {
    boolean open = !view.state().ended() && view.state() != EnablementState.PUTTING_BACK;
    return open && EnablementDesk.mayCancel(actor)
        ? List.of(
            new Action(
                "cancel",
                "Cancel enablement",
                "/api/enablements/%s/cancel".formatted(view.id()),
                "Automatic enrolment is put back to what it was. Devices that have enrolled stay enrolled.",
                true))
        : List.of();
  }
}
