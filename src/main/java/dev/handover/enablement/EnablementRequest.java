package dev.handover.enablement;

import dev.handover.estate.AutoEnrolment;
import dev.handover.rollout.Refused;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * What is asked for: the choices of the console's wizard, and when enough devices have enrolled.
 *
 * @param goal what automatic enrolment is to be in the end
 * @param collection the name of the collection that enrols first; null where the goal is {@code
 *     NONE}
 * @param staging the name of the pilot collection of each slider; those left out stay as they are
 * @param minEnrolled the share of the devices that can enrol which has to, more than 0 … 1
 * @param within how long each stage has for that, 1 hour … 90 days
 */
public record EnablementRequest(
    AutoEnrolment goal,
    String collection,
    Map<Workload, String> staging,
    double minEnrolled,
    Duration within) {

  public static final double USUAL_SHARE = 0.9;
  public static final Duration USUAL_TIME = Duration.ofDays(7);

  public EnablementRequest {
    if (goal == null) {
      throw Refused.invalid("Automatic enrolment must be none, pilot or all (automaticEnrolment).");
    }
    collection = collection == null || collection.isBlank() ? null : collection.strip();
    if (goal != AutoEnrolment.NONE && collection == null) {
      throw Refused.invalid("The collection that enrols first is needed (enrolmentCollection).");
    }
    if (!(minEnrolled > 0 && minEnrolled <= 1)) {
      throw Refused.invalid(
          "The share that has to enrol is more than 0 and 1 at most, not %s (minEnrolled)."
              .formatted(minEnrolled));
    }
    if (within == null
        || within.compareTo(Duration.ofHours(1)) < 0
        || within.compareTo(Duration.ofDays(90)) > 0) {
      throw Refused.invalid("A stage has between 1 hour and 90 days to enrol (within).");
    }
    Map<Workload, String> chosen = new EnumMap<>(Workload.class);
    if (staging != null) {
      chosen.putAll(staging);
    }
    staging = chosen;
  }

  /** What automatic enrolment is set to first. */
  AutoEnrolment firstStage() {
    return goal == AutoEnrolment.NONE ? AutoEnrolment.NONE : AutoEnrolment.PILOT;
  }
}
