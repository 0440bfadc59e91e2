package dev.handover.enablement;

import dev.handover.enablement.EnrolmentCounts.Reason;
import dev.handover.enablement.EnrolmentCounts.Standing;
import dev.handover.rollout.Finding;
import java.time.Instant;
import java.util.List;

/**
 * What would happen if an enablement were asked for now.
 *
 * @param ready whether nothing blocks it
 * @param connections to both systems
 * @param now what automatic enrolment is; null if it has not been read
 * @param pilot who would enrol first
 * @param all who would enrol in the end; null where the goal is not all
 */
public record EnablementCheck(
    boolean ready,
    List<Finding> findings,
    List<Connection> connections,
    String now,
    Part pilot,
    Part all) {

  /** The code of the finding that another one is under way. */
  public static final String RUNNING = "ENABLEMENT_RUNNING";

  /**
   * @param readAt up to when it has been read; null if it never was
   * @param failing why it cannot be read now; null where it can
   */
  public record Connection(String system, boolean answers, Instant readAt, String failing) {}

  /**
   * @param wouldEnrol devices that would try
   * @param enrolled devices that are co-managed already
   * @param cannot devices that cannot, by the first reason, and those that failed before with a
   *     code that does not pass by itself
   */
  public record Part(int wouldEnrol, int enrolled, List<Reason> cannot) {

    public int unfit() {
      return sum(true);
    }

    /** Those that can, and are not counted on. */
    public int failedBefore() {
      return sum(false);
    }

    private int sum(boolean unfit) {
      return cannot.stream()
          .filter(r -> (r.standing() == Standing.UNFIT) == unfit)
          .mapToInt(Reason::devices)
          .sum();
    }
  }
}
