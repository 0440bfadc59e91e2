package dev.handover.enablement;

import java.util.List;

/**
 * How the devices of a stage stand.
 *
 * @param enrolled co-managed by now
 * @param trying of which nothing final is known: nothing was heard, or a code that passes
 * @param failed that told a code which does not pass, or gave up
 * @param unknown that told a code which is not known; they are not counted on
 * @param unfit that cannot enrol whatever happens, so that they do not count at all
 * @param reasons why, of those that failed, are unknown or unfit; the most frequent first
 */
public record EnrolmentCounts(
    int enrolled, int trying, int failed, int unknown, int unfit, List<Reason> reasons) {

  static final EnrolmentCounts NOBODY = new EnrolmentCounts(0, 0, 0, 0, 0, List.of());

  /** How a device stands. */
  public enum Standing {
    ENROLLED,
    TRYING,
    FAILED,
    UNKNOWN,
    UNFIT
  }

  /**
   * @param code such as {@code NOT_JOINED} or {@code 0x80180018}
   * @param words what it means, and what helps
   */
  public record Reason(Standing standing, String code, String words, int devices) {}

  public EnrolmentCounts {
    reasons = List.copyOf(reasons);
  }

  /** Those that can enrol. */
  public int able() {
    return enrolled + trying + failed + unknown;
  }

  /** All that cannot, or do not. */
  public int cannot() {
    return failed + unknown + unfit;
  }
}
