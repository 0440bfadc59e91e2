package dev.handover.remote;

import dev.handover.estate.IntuneTenant.ActionResult;
import dev.handover.estate.RemoteAction;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the tenant's account of a device says of an action that was sent. Pure. */
final class Following {

  /** How far the tenant's clock may differ from ours. */
  static final Duration SKEW = Duration.ofMinutes(2);

  private Following() {}

  /**
   * An action that is followed.
   *
   * @param after when the one before it of the same kind began there; null for the first
   * @param until when nobody looks any more
   */
  record Followed(
      RemoteAction action, Progress state, Instant sentAt, Instant after, Instant until) {}

  /**
   * @param state what has become of it
   * @param startedAt when the tenant says it began; null where it says nothing of it
   * @param why in a sentence; null where it goes on or is done
   */
  record Finding(Progress state, Instant startedAt, String why) {}

  /**
   * @param results of the device; null where the tenant knows no such device
   */
  static Finding judge(Followed followed, List<ActionResult> results, Instant now) {
    if (results == null) {
      return followed.action().endsEnrolment()
          ? new Finding(Progress.DONE, null, null)
          : new Finding(Progress.FAILED, null, "Intune no longer knows this device.");
    }
    Optional<ActionResult> found =
        results.stream()
            .filter(r -> r.action() == followed.action())
            .filter(r -> !r.startedAt().isBefore(followed.sentAt().minus(SKEW)))
            .filter(r -> followed.after() == null || r.startedAt().isAfter(followed.after()))
            .max(Comparator.comparing(ActionResult::startedAt));
    Finding finding = found.map(Following::of).orElse(new Finding(followed.state(), null, null));
    return finding.state().ended() || now.isBefore(followed.until())
        ? finding
        : new Finding(Progress.TIMED_OUT, finding.startedAt(), tooLate(finding.state()));
  }

  private static Finding of(ActionResult result) {
    Instant began = result.startedAt();
    return switch (result.state()) {
      case NONE, PENDING, ACTIVE -> new Finding(Progress.SENT, began, null);
      case DONE -> new Finding(Progress.DONE, began, null);
      case FAILED -> new Finding(Progress.FAILED, began, "Intune reports that it failed.");
      case CANCELED ->
          new Finding(Progress.CANCELLED, began, "Intune reports that it was cancelled there.");
      case NOT_SUPPORTED ->
          new Finding(
              Progress.NOT_SUPPORTED, began, "Intune reports that the device does not support it.");
    };
  }

  private static String tooLate(Progress state) {
    return state == Progress.UNANSWERED
        ? "No reply came when it was sent, and Intune has shown nothing of it since. It was not sent again."
        : "Intune has reported no end in time. The device may still carry it out.";
  }
}
