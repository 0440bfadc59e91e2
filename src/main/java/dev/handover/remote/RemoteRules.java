package dev.handover.remote;

import dev.handover.device.Device;
import dev.handover.device.ManagementState;
import dev.handover.estate.RemoteAction;
import dev.handover.rollout.Refused;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.List;
import java.util.Optional;

/** Who may ask for what on which device. Pure; each refusal is a sentence. */
final class RemoteRules {

  private RemoteRules() {}

  /** That there may be one destructive action outstanding on a device, whichever. */
  static String openAs(RemoteAction action) {
    return action.destructive() ? "DESTRUCTIVE" : action.name();
  }

  /**
   * The place of a device in a rollout that has not ended.
   *
   * @param excluded why it is left out there; null where it is moved
   */
  record Stay(String rolloutId, String title, String excluded) {}

  /** Whether somebody may ask for remote actions, and decide on those of others. */
  static boolean may(Actor actor) {
    return actor.is(Role.CHANGE_MANAGER, Role.ADMINISTRATOR);
  }

  static void requireMay(Actor actor) {
    if (!may(actor)) {
      throw Refused.forbidden(
          "%s may not ask for remote actions; change managers and administrators may."
              .formatted(actor.id()));
    }
  }

  static boolean coManaged(Device device) {
    return device.managementState() == ManagementState.CO_MANAGED && device.intuneId() != null;
  }

  static void requireCoManaged(Device device) {
    if (!coManaged(device)) {
      throw Refused.conflict(
          "%s is not co-managed; remote actions are for devices that are."
              .formatted(device.name()));
    }
  }

  /** The outstanding action for whose end another one has to wait. */
  static Optional<ActionRow> inTheWay(RemoteAction action, List<ActionRow> outstanding) {
    return outstanding.stream()
        .filter(
            other ->
                openAs(other.action()).equals(openAs(action))
                    // What is not approved yet may never come.
                    || other.action().destructive() && other.state() != Progress.AWAITING_APPROVAL)
        .findFirst();
  }

  static void requireNothingInTheWay(
      Device device, RemoteAction action, List<ActionRow> outstanding) {
    inTheWay(action, outstanding)
        .ifPresent(
            other -> {
              throw Refused.conflict(
                  "%s of %s is outstanding (%s, asked for by %s); wait for its end."
                      .formatted(
                          other.action().title(), device.name(), other.key(), other.requestedBy()));
            });
  }

  /** What destroys something waits until no rollout counts on the device any more. */
  static void requireSettled(String deviceName, List<Stay> stays) {
    if (!stays.isEmpty()) {
      throw Refused.conflict(unsettled(deviceName, stays.get(0)));
    }
  }

  static String unsettled(String deviceName, Stay stay) {
    return "%s is %s rollout %s, which has not ended; it is not retired, wiped or started afresh before."
        .formatted(
            deviceName, stay.excluded() == null ? "part of" : "left out of", stay.rolloutId());
  }
}
