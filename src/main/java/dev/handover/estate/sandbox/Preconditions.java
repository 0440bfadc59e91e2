package dev.handover.estate.sandbox;

import dev.handover.estate.ConfigMgrSite.Baseline;
import dev.handover.estate.ConfigMgrSite.ClientSettings;
import dev.handover.estate.ConfigMgrSite.OfficeMgmtCom;
import dev.handover.estate.IntuneTenant.Compliance;
import dev.handover.estate.IntuneTenant.Evaluation;
import dev.handover.estate.IntuneTenant.TenantSettings;
import java.util.List;
import java.util.Locale;

/**
 * How well the simulated estate is prepared: nearly so, with a few devices that are not, the same
 * ones at every look. Worked out, never stored.
 */
final class Preconditions {

  static final TenantSettings TENANT = new TenantSettings(true, 3, "XTS_AES_256");

  static final List<Baseline> BASELINES =
      List.of(
          new Baseline("HND/Baseline_1", "Local administrators", true),
          new Baseline("HND/Baseline_2", "Firewall of point-of-sale devices", false),
          new Baseline("HND/Baseline_3", "Time synchronisation", true));

  /** So many numbers have seven digits of 36 kinds. */
  private static final long SERIALS = 78_364_164_096L;

  private final long seed;

  Preconditions(long seed) {
    this.seed = seed;
  }

  ClientSettings client(int device, long resourceId) {
    return new ClientSettings(
        resourceId,
        pick(device, "client-version", Sliders.SITE_VERSION, .004, 1710, .003),
        pick(device, "software-updates", false, .02, true, .004),
        pick(device, "office-mgmt-com", OfficeMgmtCom.DISABLED, .02, odd(device), .004),
        pick(device, "bitlocker", "XTS_AES_256", .08, unlike(device), .005));
  }

  private static OfficeMgmtCom odd(int device) {
    return device % 4 == 0 ? OfficeMgmtCom.ENABLED : OfficeMgmtCom.NOT_CONFIGURED;
  }

  private static String unlike(int device) {
    return device % 4 == 0 ? "NONE" : "XTS_AES_128";
  }

  /**
   * @param silent whether Intune has not heard of the device for long
   */
  Evaluation evaluation(int device, String entraDeviceId, boolean silent) {
    return new Evaluation(
        entraDeviceId,
        user(device),
        pick(device, "licence", true, .004, false, .003),
        pick(device, "compliant-now", true, .01, false, .002),
        silent ? Compliance.UNKNOWN : underIntune(device));
  }

  /** Every ninth device is the second one of its user; null where several share it. */
  String user(int device) {
    return chance(device, "shared") < .01
        ? null
        : "user%06d@contoso.example".formatted(device % 9 == 0 ? device - 1 : device);
  }

  /** Seven letters and digits, as makers of computers give them. */
  String serialNumber(int device) {
    String tag = Long.toString((long) (chance(device, "serial") * SERIALS), 36);
    return ("0".repeat(7 - tag.length()) + tag).toUpperCase(Locale.ROOT);
  }

  /** In agreement with what the device will report of itself once it is moved. */
  private Compliance underIntune(int device) {
    if (chance(device, HealthModel.NONCOMPLIANT) < HealthModel.usual(HealthModel.NONCOMPLIANT)) {
      return Compliance.NONCOMPLIANT;
    }
    if (chance(device, HealthModel.COMPLIANCE_ERROR)
        < HealthModel.usual(HealthModel.COMPLIANCE_ERROR)) {
      return Compliance.ERROR;
    }
    double draw = chance(device, "under-intune");
    return draw < .002
        ? Compliance.NOT_EVALUATED
        : draw < .005
            ? Compliance.UNKNOWN
            : draw < .01 ? Compliance.IN_GRACE_PERIOD : Compliance.COMPLIANT;
  }

  /** The usual value, or for these shares of the devices the other one, or none. */
  private <T> T pick(
      int device, String what, T usual, double otherShare, T other, double untoldShare) {
    double draw = chance(device, what);
    return draw < otherShare ? other : draw < otherShare + untoldShare ? null : usual;
  }

  private double chance(int device, String occasion) {
    return HealthModel.chance(seed, device, occasion);
  }
}
