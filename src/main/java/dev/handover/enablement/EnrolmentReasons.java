package dev.handover.enablement;

import dev.handover.authority.DeviceFinding;
import dev.handover.authority.EnrolmentReadiness;
import dev.handover.enablement.EnrolmentCounts.Reason;
import dev.handover.enablement.EnrolmentCounts.Standing;
import dev.handover.rollout.Refused;
import java.util.Arrays;
import java.util.Locale;

/** Why devices do not enrol, and what helps, in words. */
final class EnrolmentReasons {

  private EnrolmentReasons() {}

  /** Of the name of a finding: {@code Is not joined.}, and of several devices {@code Are …}. */
  static String finding(String name, int devices) {
    DeviceFinding known = known(name);
    return capital(devices == 1 ? known.predicate() : known.why()) + ".";
  }

  /**
   * @throws Refused if it is none that keeps a device from enrolling
   */
  static DeviceFinding known(String name) {
    return Arrays.stream(DeviceFinding.values())
        .filter(f -> f.name().equals(name) && EnrolmentReadiness.FINDINGS.contains(f))
        .findFirst()
        .orElseThrow(
            () ->
                Refused.invalid(
                    "'%s' is no reason; one is a code such as 0x80180018, or one of %s (reason)."
                        .formatted(name, EnrolmentReadiness.FINDINGS)));
  }

  /** Of the code that a device told last. */
  static String code(long code, Standing standing) {
    return EnrolmentCode.of(code)
        .map(
            known ->
                standing == Standing.FAILED && known.passes()
                    ? "Gave up after its retries: %s. %s".formatted(known.reason(), known.remedy())
                    : "%s. %s".formatted(capital(known.reason()), known.remedy()))
        .orElse(
            "A code that Handover does not know, so that this device is not counted on; look it up.");
  }

  /** Of devices whose last attempt, before anything is asked for, told a code that stays. */
  static Reason before(long code, int devices) {
    return EnrolmentCode.of(code)
        .map(
            known ->
                new Reason(
                    Standing.FAILED,
                    EnrolmentCode.hex(code),
                    "Failed before, and %s: %s. %s"
                        .formatted(uncounted(devices), known.reason(), known.remedy()),
                    devices))
        .orElseGet(
            () ->
                new Reason(
                    Standing.UNKNOWN,
                    EnrolmentCode.hex(code),
                    "Failed before with a code that Handover does not know, and %s; look it up."
                        .formatted(uncounted(devices)),
                    devices));
  }

  private static String uncounted(int devices) {
    return devices == 1
        ? "is not counted on until it has enrolled"
        : "are not counted on until they have enrolled";
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
