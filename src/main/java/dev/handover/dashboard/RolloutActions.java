package dev.handover.dashboard;

import static dev.handover.device.DeviceCount.number;

import dev.handover.dashboard.RolloutCard.Action;
import dev.handover.rollout.Hold;
import dev.handover.rollout.Residue;
import dev.handover.rollout.RolloutView;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.ArrayList;
import java.util.List;

/** What a person may ask of a rollout now, and what follows from it. */
final class RolloutActions {

  private RolloutActions() {}

  static List<Action> of(RolloutView r, Actor actor) {
    if (!r.state().goesForward()) {
      return List.of();
    }
    String path = "/api/rollouts/" + r.id() + "/";
    boolean manages = actor.is(Role.CHANGE_MANAGER, Role.ADMINISTRATOR);
    boolean own = actor.is(Role.REQUESTER) && actor.id().equals(r.createdBy());
    Action pause =
        new Action(
            "pause",
            "Pause",
            path + "pause",
            "Nothing further is moved until a change manager or an administrator resumes it. What has been moved stays watched.",
            false);
    Action resume =
        new Action(
            "resume",
            "Resume",
            path + "resume",
            "Moves go on when it is clear to move."
                + (r.holds().stream().anyMatch(h -> h.kind() == Hold.Kind.DEADLINE)
                    ? " From then on it has no deadline."
                    : ""),
            false);
    Action rollback =
        new Action(
            "rollback",
            "Roll back",
            path + "rollback",
            "Every device that this rollout has moved, %s so far, is put back to Configuration Manager. %s"
                .formatted(number(r.moved()), stays(r)),
            true);
    Action cancel =
        new Action(
            "cancel",
            "Cancel rollout",
            path + "cancel",
            r.ordered() == 0
                ? "The rollout ends here. It has moved nothing."
                : "The rollout ends here, and cannot be rolled back any more. What has been moved stays at Intune.",
            true);
    if (manages) {
      List<Action> all =
          new ArrayList<>(
              List.of(r.holds().stream().anyMatch(Hold::liftedByPeople) ? resume : pause));
      // Where nothing has been moved there is nothing to put back.
      if (r.ordered() > 0) {
        all.add(rollback);
      }
      all.add(cancel);
      if (r.waiting() != null
          && r.waiting().what().equals("CALENDAR")
          && !actor.id().equals(r.createdBy())) {
        all.add(
            new Action(
                "break-glass",
                "Move in spite of the calendar",
                path + "break-glass",
                "It takes two people, with a reason each: the first asks, and once a second has agreed"
                    + " within the hour, the wave at hand moves through freezes and closed windows."
                    + " It replaces no approval.",
                true));
      }
      return List.copyOf(all);
    }
    List<Action> all = new ArrayList<>();
    if (own && r.holds().stream().noneMatch(Hold::liftedByPeople)) {
      all.add(pause);
    }
    if (own && !r.state().started()) {
      all.add(cancel);
    }
    return List.copyOf(all);
  }

  private static String stays(RolloutView rollout) {
    List<String> items = Residue.of(rollout.workload()).stream().map(Residue::title).toList();
    String worse = Residue.worseToGoBack(rollout.workload());
    return items.isEmpty()
        ? "Nothing stays behind on them."
        : "What may stay behind: %s. The page of the rollout says then what to do.%s"
            .formatted(String.join(". ", items), worse == null ? "" : " " + worse);
  }
}
