package dev.handover.rollout;

import static dev.handover.device.DeviceCount.devices;
import static dev.handover.device.DeviceCount.number;

import dev.handover.calendar.Moment;
import dev.handover.device.DeviceCount;
import dev.handover.rollout.PlanCheck.Impact;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whom the rest of a rollout would lock out through Conditional Access, beside what was said of all
 * of it when it was registered.
 *
 * @param then null where the rollout was registered before this was kept
 * @param thenAt when {@code then} was looked at; null with it
 * @param now over the devices that are still to be moved, with what is known now
 * @param blocking sentences for which nothing more is moved; empty where all is well, and where the
 *     plan sets neither a cap nor a break-glass account
 * @param warnings sentences of which policy makes more than a note
 */
record Outlook(
    Impact then, Instant thenAt, Impact now, List<String> blocking, List<String> warnings) {

  Outlook {
    blocking = List.copyOf(blocking);
    warnings = List.copyOf(warnings);
  }

  /** Why nothing more may be moved now; empty where it may. */
  Optional<String> stop() {
    return blocking.isEmpty()
        ? Optional.empty()
        : Optional.of("Conditional Access: " + String.join(" ", blocking));
  }

  /** That nothing may be approved, with a blank before it; empty where it may. */
  String forbids() {
    return stop().map(why -> " It cannot be approved as it is. " + why).orElse("");
  }

  /** Then and now, for a person who approves. */
  String sentence() {
    String before =
        then == null
            ? ""
            : "When the plan was accepted (%s), %s. ".formatted(Moment.words(thenAt), words(then));
    return "%sNow, on what is still to be moved, %s.".formatted(before, words(now));
  }

  private static String words(Impact impact) {
    return "%s of %s would lose access on %s, and of %s it cannot be told"
        .formatted(
            number(impact.usersBlocked()),
            DeviceCount.of(impact.users(), "user", "users"),
            devices(impact.devices()),
            devices(impact.unknown()));
  }
}
