package dev.handover.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.dashboard.Wording.Tone;
import dev.handover.estate.RemoteAction;
import dev.handover.remote.ActionView;
import dev.handover.remote.RemoteDesk;
import dev.handover.remote.WaveActions;
import dev.handover.rollout.WaveDeviceView;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The remote actions of a device: what may be asked for, and what has become of what was.
 *
 * @param waits why what destroys something cannot be asked for; null where it can
 * @param more whether there are older ones that are not shown
 */
public record RemoteCard(
    List<Button> buttons, String waits, List<ActionView> actions, boolean more) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Pages call these. */
  static final Words WORDS = new Words();

  /**
   * A button, with what is asked before it is done.
   *
   * @param body what is posted along with the reason, as JSON
   */
  public record Button(
      String id, String title, String path, String consequence, String body, boolean grave) {}

  static List<Button> of(long deviceId, List<RemoteAction> offered) {
    return offered.stream()
        .map(
            a ->
                new Button(
                    "remote-" + a.slug(),
                    a.title(),
                    "/api/devices/%d/actions".formatted(deviceId),
                    RemoteDesk.does(a)
                        + (a.destructive() ? " Another person has to approve it first." : ""),
                    json(Map.of("action", a.slug())),
                    a.destructive()))
        .toList();
  }

  /** For all devices of a wave that are so. */
  static List<Button> ofWave(String rolloutId, int no, WaveDeviceView.State state) {
    return Arrays.stream(RemoteAction.values())
        .filter(WaveActions.ACTIONS::contains)
        .map(
            a ->
                new Button(
                    "remote-" + a.slug(),
                    a.title(),
                    "/api/rollouts/%s/waves/%d/actions".formatted(rolloutId, no),
                    "Every device of this wave that is %s: %s"
                        .formatted(DeviceWording.INSTANCE.of(state), RemoteDesk.does(a)),
                    json(Map.of("action", a.slug(), "state", state.name())),
                    a == RemoteAction.RESTART))
        .toList();
  }

  private static String json(Map<String, String> body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings could not be written as JSON", e);
    }
  }

  /** How far an action has come, in words. */
  public static final class Words {

    private Words() {}

    public String state(ActionView action) {
      return switch (action.state()) {
        case AWAITING_APPROVAL -> "waits for approval";
        case REQUESTED -> "to be sent";
        case CLAIMED, SENDING -> "being sent";
        case UNANSWERED -> "sent, no reply";
        case SENT -> action.startedAt() == null ? "sent" : "sent, Intune has it";
        case DONE -> "done";
        case FAILED -> "failed";
        case NOT_SUPPORTED -> "not supported";
        case CANCELLED -> "cancelled";
        case TIMED_OUT -> "no end known";
        case REJECTED -> "rejected";
        case EXPIRED -> "not approved in time";
      };
    }

    public Tone tone(ActionView action) {
      return switch (action.state()) {
        case AWAITING_APPROVAL, UNANSWERED, TIMED_OUT -> Tone.HELD;
        case REQUESTED, CLAIMED, SENDING, SENT -> Tone.BUSY;
        case DONE -> Tone.GOOD;
        case FAILED, NOT_SUPPORTED -> Tone.BAD;
        case CANCELLED, REJECTED, EXPIRED -> Tone.QUIET;
      };
    }
  }
}
