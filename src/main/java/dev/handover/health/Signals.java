package dev.handover.health;

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

/** The signals that Handover knows. A metric of a plan is one of them. */
public final class Signals {

  private static final Set<Workload> ALL = EnumSet.allOf(Workload.class);

  private static final Map<String, Signal> BY_NAME =
      List.of(
              signal("noncompliant", "non-compliant", YES_NO, 1, .02, .08, COMPLIANCE_POLICIES),
              signal(
                  "compliance-error",
                  "with an error or a conflict of compliance policies",
                  YES_NO,
                  1,
                  .01,
                  .05,
                  COMPLIANCE_POLICIES),
              signal("check-in-missing", "not seen for 48 hours", HOURS, 48, .01, .05),
              signal("client-unhealthy", "with an unhealthy ConfigMgr client", YES_NO, 1, .02, .08),
              signal(
                  "update-error",
                  "with errors of Windows Update",
                  COUNT,
                  1,
                  .02,
                  .08,
                  WINDOWS_UPDATE_POLICIES),
              signal(
                  "update-scan-old",
                  "not scanned for updates for 7 days",
                  HOURS,
                  168,
                  .02,
                  .08,
                  WINDOWS_UPDATE_POLICIES),
              signal(
                  "defender-off",
                  "without Defender's real-time protection",
                  YES_NO,
                  1,
                  .005,
                  .03,
                  ENDPOINT_PROTECTION,
                  DEVICE_CONFIGURATION),
              signal(
                  "signatures-overdue",
                  "with overdue Defender signatures",
                  YES_NO,
                  1,
                  .02,
                  .08,
                  ENDPOINT_PROTECTION,
                  DEVICE_CONFIGURATION),
              signal(
                  "policy-error",
                  "with errors or conflicts of configuration policies",
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
                  YES_NO,
                  1,
                  .02,
                  .08,
                  OFFICE_CLICK_TO_RUN_APPS),
              signal(
                  "app-install-failed",
                  "with failed app installations",
                  COUNT,
                  1,
                  .03,
                  .10,
                  CLIENT_APPS),
              signal("blue-screens", "with blue screens in 14 days", COUNT, 1, .01, .05))
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
      Signal.Unit unit,
      double threshold,
      double expected,
      double limit,
      Workload... workloads) {
    return new Signal(
        name,
        title,
        unit,
        threshold,
        workloads.length == 0 ? ALL : Set.of(workloads),
        expected,
        limit);
  }
}
