package dev.handover.notify;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What one can be told of, and the actions of the journal that are such. */
public enum Occasion {
  TASK_WAITS(
      "task-waits",
      "A task, a programme that has stopped, or a move in an emergency waits for a person",
      "task-opened",
      "break-glass-asked",
      "programme-stopped",
      "remote-approval-opened",
      "enablement-task-opened"),
  TASK_LATE(
      "task-late",
      "An approval or a decision still waits, is asked of others, too, or anew, or has expired",
      "approval-reminded",
      "decision-reminded",
      "approval-asked-anew",
      "approval-escalated",
      "approval-expired",
      "remote-action-expired"),
  TASK_DELEGATED("task-delegated", "A task is delegated to somebody", "task-delegated"),
  DECIDED(
      "decided",
      "A task is decided or withdrawn, approvals no longer count, a quarantine ends, or two people override the calendar",
      "decided",
      "task-withdrawn",
      "approval-void",
      "scope-changed",
      "process-migrated",
      "part-released",
      "break-glass",
      "programme-decided",
      "remote-action-approved",
      "remote-action-rejected",
      "enablement-confirmed",
      "enablement-decided"),
  WAVE_PASSED("wave-passed", "A wave has passed", "wave-passed"),
  WAVE_STOPPED(
      "wave-stopped",
      "A wave has failed, is undecided, has regressed, or is in quarantine in part",
      "wave-failed",
      "wave-held",
      "wave-regressed",
      "part-quarantined"),
  MOVES_HELD(
      "moves-held",
      "Moves or programmes are held by the calendar, a pause or a deadline, free again, or made up for",
      "moves-held",
      "moves-free",
      "expansion-made-up",
      "rollout-paused",
      "hold-lifted",
      "deadline-passed",
      "rollout-resumed",
      "programme-paused",
      "programme-resumed"),
  ROLLBACK(
      "rollback",
      "A rollback starts, is held for a person, or ends",
      "rollback-started",
      "rollback-held",
      "rollout-rolled-back"),
  ENDED(
      "ended",
      "A rollout, a programme or an enablement is completed or cancelled",
      "rollout-completed",
      "rollout-cancelled",
      "programme-completed",
      "programme-cancelled",
      "enablement-completed",
      "enablement-cancelled"),
  ACTION_ENDED(
      "action-ended",
      "A remote action on a device is done, or has come to nothing",
      "remote-action-done",
      "remote-action-failed",
      "remote-action-not-supported",
      "remote-action-cancelled",
      "remote-action-timed-out");

  private final String slug;
  private final String title;
  private final List<String> actions;

  Occasion(String slug, String title, String... actions) {
    this.slug = slug;
    this.title = title;
    this.actions = List.of(actions);
  }

  public String slug() {
    return slug;
  }

  /** In words, as a choice of a person. */
  public String title() {
    return title;
  }

  /** Within a sentence. */
  public String words() {
    return title.substring(0, 1).toLowerCase() + title.substring(1);
  }

  /** The actions of the journal that it is told of. */
  List<String> actions() {
    return actions;
  }

  static Optional<Occasion> of(String slug) {
    return Arrays.stream(values()).filter(o -> o.slug.equals(slug)).findFirst();
  }

  static String slugs() {
    return Arrays.stream(values()).map(Occasion::slug).collect(Collectors.joining(", "));
  }

  /** As SQL: the occasion that the action in this column is; null if it is none. */
  static String ofAction(String column) {
    return Arrays.stream(values())
        .map(
            o ->
                "when %s in (%s) then '%s'"
                    .formatted(
                        column,
                        o.actions.stream().map("'%s'"::formatted).collect(Collectors.joining(", ")),
                        o.slug))
        .collect(Collectors.joining(" ", "case ", " end"));
  }
}
