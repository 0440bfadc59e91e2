package dev.handover.health;

import static dev.handover.health.Signal.System.CONFIGURATION_MANAGER;
import static dev.handover.health.Signal.System.MICROSOFT_GRAPH;
import static dev.handover.health.Signal.System.WINDOWS_UPDATE_REPORTS;
import static dev.handover.health.Signal.Unit.COUNT;
import static dev.handover.health.Signal.Unit.HOURS;
import static dev.handover.health.Signal.Unit.YES_NO;
import static dev.handover.workload.Workload.CLIENT_APPS;
import static dev.handover.workload.Workload.COMPLIANCE_POLICIES;
import static dev.handover.workload.Workload.DEVICE_CONFIGURATION;
import static dev.handover.workload.Workload.ENDPOINT_PROTECTION;
import static dev.handover.workload.Workload.OFFICE_CLICK_TO_RUN_APPS;
import static dev.handover.workload.Workload.RESOURCE_ACCESS_POLICIES;
import static dev.handover.workload.Workload.WINDOWS_UPDATE_POLICIES;

import dev.handover.workload.Workload;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The signals that Handover reads by itself, the one list of them. Those that an administrator adds
 * stand beside them in the {@link SignalRegistry}; a metric of a plan is one or the other.
 *
 * <p>Fields are named as Microsoft documents them; "(community)" marks what it does not document.
 */
public final class Signals {

  private static final Set<Workload> ALL = EnumSet.allOf(Workload.class);

  private static final Map<String, Signal> BY_NAME =
      List.of(
              signal(
                  "noncompliant",
                  "non-compliant",
                  MICROSOFT_GRAPH,
                  "managedDevice.complianceState = noncompliant",
                  YES_NO,
                  1,
                  .02,
                  .08,
                  COMPLIANCE_POLICIES),
              signal(
                  "compliance-error",
                  "with an error or a conflict of compliance policies",
                  MICROSOFT_GRAPH,
                  "managedDevice.complianceState = error or conflict",
                  YES_NO,
                  1,
                  .01,
                  .05,
                  COMPLIANCE_POLICIES),
              signal(
                  "blocked-by-conditional-access",
                  "whose user Conditional Access would block",
                  MICROSOFT_GRAPH,
                  "device.isCompliant = false",
                  YES_NO,
                  1,
                  .01,
                  .05,
                  COMPLIANCE_POLICIES),
              signal(
                  "check-in-missing",
                  "not seen for 48 hours",
                  MICROSOFT_GRAPH,
                  "managedDevice.lastSyncDateTime, age",
                  HOURS,
                  48,
                  .01,
                  .05),
              signal(
                  "configmgr-check-in-missing",
                  "not seen by Configuration Manager for 7 days",
                  CONFIGURATION_MANAGER,
                  "SMS_CombinedDeviceResources.LastActiveTime, age (community)",
                  HOURS,
                  168,
                  .02,
                  .08),
              signal(
                  "client-unhealthy",
                  "with an unhealthy ConfigMgr client",
                  CONFIGURATION_MANAGER,
                  "SMS_CombinedDeviceResources.ClientCheckPass = 2 (community)",
                  YES_NO,
                  1,
                  .02,
                  .08),
              signal(
                  "authority-disputed",
                  "whose two systems disagree about who has authority",
                  MICROSOFT_GRAPH,
                  "report ComanagedDeviceWorkloads against SMS_Client_ComanagementState.MDMWorkloads",
                  YES_NO,
                  1,
                  .005,
                  .03),
              signal(
                  "update-error",
                  "with errors of Windows Update",
                  WINDOWS_UPDATE_REPORTS,
                  "UCUpdateAlert with AlertStatus = Active and AlertClassification = Error, how many",
                  COUNT,
                  1,
                  .02,
                  .08,
                  WINDOWS_UPDATE_POLICIES),
              signal(
                  "update-scan-old",
                  "not scanned for updates for 7 days",
                  WINDOWS_UPDATE_REPORTS,
                  "UCClient.LastWUScanTime, age",
                  HOURS,
                  168,
                  .02,
                  .08,
                  WINDOWS_UPDATE_POLICIES),
              signal(
                  "safeguard-hold",
                  "held back from a feature update by a safeguard",
                  WINDOWS_UPDATE_REPORTS,
                  "UCUpdateAlert with AlertStatus = Active and AlertSubtype = SafeguardHold, how many",
                  COUNT,
                  1,
                  .05,
                  .15,
                  WINDOWS_UPDATE_POLICIES),
              signal(
                  "defender-unhealthy",
                  "whose Defender is off or needs attention",
                  MICROSOFT_GRAPH,
                  "windowsProtectionState.malwareProtectionEnabled = false, or deviceState other than clean",
                  YES_NO,
                  1,
                  .01,
                  .05,
                  ENDPOINT_PROTECTION,
                  DEVICE_CONFIGURATION),
              signal(
                  "defender-off",
                  "without Defender's real-time protection",
                  MICROSOFT_GRAPH,
                  "windowsProtectionState.realTimeProtectionEnabled = false",
                  YES_NO,
                  1,
                  .005,
                  .03,
                  ENDPOINT_PROTECTION,
                  DEVICE_CONFIGURATION),
              signal(
                  "signatures-overdue",
                  "with overdue Defender signatures",
                  MICROSOFT_GRAPH,
                  "windowsProtectionState.signatureUpdateOverdue",
                  YES_NO,
                  1,
                  .02,
                  .08,
                  ENDPOINT_PROTECTION,
                  DEVICE_CONFIGURATION),
              signal(
                  "firewall-off",
                  "with the Windows firewall off",
                  MICROSOFT_GRAPH,
                  "report FirewallStatus, column FirewallStatus = disabled",
                  YES_NO,
                  1,
                  .005,
                  .03,
                  ENDPOINT_PROTECTION,
                  DEVICE_CONFIGURATION),
              signal(
                  "tamper-protection-off",
                  "without tamper protection",
                  MICROSOFT_GRAPH,
                  "windowsProtectionState.tamperProtectionEnabled = false",
                  YES_NO,
                  1,
                  .01,
                  .05,
                  ENDPOINT_PROTECTION,
                  DEVICE_CONFIGURATION),
              signal(
                  "policy-error",
                  "with errors or conflicts of configuration policies",
                  MICROSOFT_GRAPH,
                  "deviceConfigurationState.state = error or conflict, how many",
                  COUNT,
                  1,
                  .02,
                  .08,
                  DEVICE_CONFIGURATION,
                  ENDPOINT_PROTECTION,
                  RESOURCE_ACCESS_POLICIES),
              signal(
                  "office-update-failed",
                  "whose last Office update failed",
                  CONFIGURATION_MANAGER,
                  "SMS_G_System_OFFICE365PROPLUSCONFIGURATIONS.LastScenarioResult other than Success (community)",
                  YES_NO,
                  1,
                  .02,
                  .08,
                  OFFICE_CLICK_TO_RUN_APPS),
              signal(
                  "app-install-failed",
                  "with failed app installations",
                  MICROSOFT_GRAPH,
                  "report DeviceInstallStatusByApp with AppInstallState = Failed, how many",
                  COUNT,
                  1,
                  .03,
                  .10,
                  CLIENT_APPS),
              signal(
                  "blue-screens",
                  "with blue screens in 30 days",
                  MICROSOFT_GRAPH,
                  "userExperienceAnalyticsDevicePerformance.blueScreenCount, of 30 days",
                  COUNT,
                  1,
                  .01,
                  .05),
              signal(
                  "restarts",
                  "restarted 20 times or more in 30 days",
                  MICROSOFT_GRAPH,
                  "userExperienceAnalyticsDevicePerformance.restartCount, of 30 days",
                  COUNT,
                  20,
                  .02,
                  .08),
              signal(
                  "app-crashes",
                  "with 10 crashes of apps or more",
                  MICROSOFT_GRAPH,
                  "userExperienceAnalyticsAppHealthDevicePerformance.appCrashCount",
                  COUNT,
                  10,
                  .03,
                  .10))
          .stream()
          .collect(
              Collectors.toMap(
                  Signal::name,
                  Function.identity(),
                  (a, b) -> {
                    throw new IllegalStateException("two signals are called " + a.name());
                  },
                  LinkedHashMap::new));

  private Signals() {}

  /** Every signal, in the order in which people see them. */
  public static List<Signal> all() {
    return List.copyOf(BY_NAME.values());
  }

  /** The signals that tell of a workload, those that tell of every workload among them. */
  public static List<Signal> of(Workload workload) {
    return BY_NAME.values().stream().filter(s -> s.workloads().contains(workload)).toList();
  }

  public static Set<String> names() {
    return Set.copyOf(BY_NAME.keySet());
  }

  public static Optional<Signal> byName(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  private static Signal signal(
      String name,
      String title,
      Signal.System system,
      String field,
      Signal.Unit unit,
      double threshold,
      double expected,
      double limit,
      Workload... workloads) {
    return new Signal(
        name,
        title,
        new Signal.Source(system, field),
        unit,
        Signal.Bad.FROM,
        threshold,
        workloads.length == 0 ? ALL : Set.of(workloads),
        expected,
        limit);
  }
}
