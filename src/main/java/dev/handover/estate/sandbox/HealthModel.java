package dev.handover.estate.sandbox;

import dev.handover.estate.IntuneTenant.HealthReading;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * How well devices are: a few are always unwell, the same ones at every look, and a scenario makes
 * others so after a switch. Values are worked out, never stored.
 */
final class HealthModel {

  /** Devices that check in are not missing; {@link #missing} tells of the others. */
  private static final String CHECK_IN_MISSING = "check-in-missing";

  private static final String CONFIGMGR_CHECK_IN_MISSING = "configmgr-check-in-missing";

  static final String NONCOMPLIANT = "noncompliant";
  static final String COMPLIANCE_ERROR = "compliance-error";

  /** From how many hours of silence on the tenant reports a device as missing, daily. */
  static final long MISSING_AFTER = 48 * 3_600;

  private static final long DAY = 24 * 3_600;

  /** Who reports a signal, and how often. */
  private enum When {
    /** Every enrolled device, with each check-in. */
    ALWAYS,
    /** Likewise, with the first check-in of a day. */
    DAILY,
    /** Devices with more at Intune than they began with, with each check-in. */
    MOVED
  }

  /**
   * @param usual the share of devices that are unwell whatever happens
   */
  private record Signal(String name, When when, double usual, double healthy, double unhealthy) {}

  private static final List<Signal> MODEL =
      List.of(
          new Signal(CHECK_IN_MISSING, When.ALWAYS, 0, 0, 48),
          new Signal("client-unhealthy", When.ALWAYS, .006, 0, 1),
          new Signal("blue-screens", When.ALWAYS, .005, 0, 3),
          new Signal(NONCOMPLIANT, When.MOVED, .007, 0, 1),
          new Signal(COMPLIANCE_ERROR, When.MOVED, .004, 0, 1),
          new Signal("update-error", When.MOVED, .007, 0, 2),
          new Signal("update-scan-old", When.MOVED, .006, 6, 200),
          new Signal("defender-off", When.MOVED, .003, 0, 1),
          new Signal("signatures-overdue", When.MOVED, .007, 0, 1),
          new Signal("policy-error", When.MOVED, .007, 0, 1),
          new Signal("office-update-failed", When.MOVED, .006, 0, 1),
          new Signal("app-install-failed", When.MOVED, .008, 0, 1),
          new Signal("blocked-by-conditional-access", When.ALWAYS, .006, 0, 1),
          new Signal(CONFIGMGR_CHECK_IN_MISSING, When.ALWAYS, .004, 1, 200),
          new Signal("authority-disputed", When.DAILY, .001, 0, 1),
          new Signal("restarts", When.DAILY, .008, 6, 28),
          new Signal("app-crashes", When.DAILY, .009, 1, 25),
          new Signal("safeguard-hold", When.MOVED, .012, 0, 1),
          new Signal("defender-unhealthy", When.MOVED, .004, 0, 1),
          new Signal("firewall-off", When.MOVED, .002, 0, 1),
          new Signal("tamper-protection-off", When.MOVED, .004, 0, 1));

  static final Set<String> SIGNALS =
      MODEL.stream().map(Signal::name).collect(Collectors.toUnmodifiableSet());

  /**
   * A device as it last checked in.
   *
   * @param atIntune sum of legacy bits
   * @param syncedAt seconds since 1970
   */
  record CheckIn(int id, String entraDeviceId, String model, int atIntune, long syncedAt) {}

  private final long seed;
  private final Map<String, List<Scenario>> scenarios;

  HealthModel(long seed, List<Scenario> scenarios) {
    this.seed = seed;
    this.scenarios = scenarios.stream().collect(Collectors.groupingBy(Scenario::signal));
  }

  /**
   * What the device's last check-in says of its health.
   *
   * @param since only readings from then on, in seconds since 1970
   * @param switches since when, in seconds since 1970, Intune has the workloads that were switched
   */
  void readings(
      CheckIn device, long since, Map<Workload, Long> switches, Consumer<HealthReading> to) {
    boolean moved = (device.atIntune() & ~WorldMaker.BASE) != 0;
    for (Signal signal : MODEL) {
      long at = signal.when() == When.DAILY ? firstOfTheDay(device) : device.syncedAt();
      if ((signal.when() != When.MOVED || moved) && at >= since) {
        boolean unwell =
            chance(seed, device.id(), signal.name()) < signal.usual()
                || befallen(device, at, signal.name(), switches);
        to.accept(
            new HealthReading(
                device.entraDeviceId(),
                signal.name(),
                unwell ? signal.unhealthy() : signal.healthy(),
                Instant.ofEpochSecond(at)));
      }
    }
  }

  /** The first of the check-ins of the day, in UTC, of the last one. */
  private static long firstOfTheDay(CheckIn device) {
    long sinceMidnight = Math.floorMod(device.syncedAt(), DAY);
    return device.syncedAt() - sinceMidnight + sinceMidnight % Rhythm.SYNC.period();
  }

  private boolean befallen(CheckIn device, long at, String signal, Map<Workload, Long> switches) {
    for (Scenario scenario : scenarios.getOrDefault(signal, List.of())) {
      if ((scenario.workload() == null || follows(scenario, device, at, switches))
          && (scenario.model() == null || scenario.model().equals(device.model()))
          && chance(seed, device.id(), signal + scenario.workload() + scenario.model())
              < scenario.rate()) {
        return true;
      }
    }
    return false;
  }

  private static boolean follows(
      Scenario scenario, CheckIn device, long at, Map<Workload, Long> switches) {
    Long since = switches.get(scenario.workload());
    return since != null
        && CapabilityMask.fromBits(device.atIntune()).contains(scenario.workload())
        && at >= since + scenario.afterHours() * 3_600L;
  }

  /** The share of devices that are unwell in this respect whatever happens. */
  static double usual(String signal) {
    return MODEL.stream().filter(s -> s.name().equals(signal)).findFirst().orElseThrow().usual();
  }

  /** The newest daily reading of a device that has not been seen for long. */
  static HealthReading missing(String entraDeviceId, long syncedAt, long now) {
    long silentFor = now - syncedAt;
    long told = silentFor - (silentFor - MISSING_AFTER) % DAY;
    return new HealthReading(
        entraDeviceId, CHECK_IN_MISSING, told / 3_600, Instant.ofEpochSecond(syncedAt + told));
  }

  /** The same number in 0 … 1 for the same world, device and occasion, whenever it is asked. */
  static double chance(long seed, int device, String occasion) {
    long x = seed * 0x9E3779B97F4A7C15L + device * 0xBF58476D1CE4E5B9L + occasion.hashCode();
    // The finalizer of SplitMix64 (Steele, Lea and Flood, 2014)
    x = (x ^ x >>> 30) * 0xBF58476D1CE4E5B9L;
    x = (x ^ x >>> 27) * 0x94D049BB133111EBL;
    x ^= x >>> 31;
    return (x >>> 11) * 0x1p-53;
  }
}
