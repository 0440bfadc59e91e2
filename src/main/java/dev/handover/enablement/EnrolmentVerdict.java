package dev.handover.enablement;

import dev.handover.calendar.Moment;
import dev.handover.device.DeviceCount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
      return new EnrolmentVerdict(Verdict.FAILED, stand + " " + tooFew(counts));
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

  /** Of those that do not count as trying: what is known of them, and no more. */
  private static String tooFew(EnrolmentCounts counts) {
    List<String> why = new ArrayList<>();
    if (counts.failed() > 0) {
      why.add(DeviceCount.of(counts.failed(), "device has failed", "devices have failed"));
    }
    if (counts.unknown() > 0) {
      why.add(
          DeviceCount.of(
              counts.unknown(),
              "device has told a code that is not known, and is not counted on",
              "devices have told a code that is not known, and are not counted on"));
    }
    return "%s: %s."
        .formatted(
            counts.trying() == 0
                ? "None still tries"
                : DeviceCount.of(
                    counts.trying(), "that still tries is too few", "that still try are too few"),
            String.join("; ", why));
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
