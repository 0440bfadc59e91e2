package dev.handover.enablement;

import dev.handover.calendar.Moment;
import dev.handover.device.DeviceCount;
import java.time.Instant;

/**
 * Whether enough devices have enrolled. Pure: it follows from the counts, the share and the time.
 *
 * @param sentence why
 */
record EnrolmentVerdict(Verdict verdict, String sentence) {

  /** What it may be. */
  public enum Verdict {
    WAITING,
    PASSED,
    /** Enough cannot be reached any more. */
    FAILED,
    /** The time is over, and nobody can say. */
    UNDECIDED;

    boolean decided() {
      return this != WAITING;
    }
  }

  /**
   * @param minEnrolled the share of those that can enrol
   * @param deadline until when
   */
  static EnrolmentVerdict of(
      EnrolmentCounts counts, double minEnrolled, Instant deadline, Instant now) {
    int able = counts.able();
    // A share such as 0.07 of 100 is not to need 8 because of how it is kept
    int needed = (int) Math.ceil(minEnrolled * able - 1e-9);
    String stand =
        "%s of the %s that can enrol %s, and %s had to."
            .formatted(
                DeviceCount.number(counts.enrolled()),
                DeviceCount.devices(able),
                counts.enrolled() == 1 ? "has" : "have",
                DeviceCount.number(needed));
    if (able == 0) {
      return new EnrolmentVerdict(
          Verdict.UNDECIDED, "None of the devices can enrol, so nothing is proven.");
    }
    if (counts.enrolled() >= needed) {
      return new EnrolmentVerdict(Verdict.PASSED, stand);
    }
    if (counts.enrolled() + counts.trying() < needed) {
      return new EnrolmentVerdict(
          Verdict.FAILED,
          "%s %s not, so that it can no longer be reached."
              .formatted(
                  stand,
                  DeviceCount.of(
                      counts.failed() + counts.unknown(),
                      "has failed to and will",
                      "have failed to and will")));
    }
    if (!now.isBefore(deadline)) {
      return new EnrolmentVerdict(
          Verdict.UNDECIDED,
          "The time was over on %s. %s %s still trying."
              .formatted(
                  Moment.words(deadline), stand, DeviceCount.of(counts.trying(), "is", "are")));
    }
    return new EnrolmentVerdict(Verdict.WAITING, stand);
  }

  static String waits(String wanted, String shown) {
    return "Waits until the site shows automatic enrolment as %s; it shows %s."
        .formatted(wanted, shown);
  }

  /** While the setting itself is still to be read back. */
  static EnrolmentVerdict setting(String wanted, String shown, Instant deadline, Instant now) {
    return now.isBefore(deadline)
        ? new EnrolmentVerdict(Verdict.WAITING, waits(wanted, shown))
        : new EnrolmentVerdict(
            Verdict.UNDECIDED,
            "The time was over on %s, and the site shows automatic enrolment as %s, not %s."
                .formatted(Moment.words(deadline), shown, wanted));
  }
}
