package dev.handover.rollout;

import dev.handover.health.Signal;
import dev.handover.health.Signals;
import dev.handover.plan.Rates;
import dev.handover.workload.Workload;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * By what a move of a workload is judged where a person names nothing: by what the workload itself
 * may break, and by whether the devices are still heard of.
 */
public final class UsualMetrics {

  private UsualMetrics() {}

  /** Names of signals with their usual rates. */
  public static Map<String, Rates> of(Workload workload) {
    String own =
        switch (workload) {
          case COMPLIANCE_POLICIES -> "noncompliant";
          case RESOURCE_ACCESS_POLICIES, DEVICE_CONFIGURATION -> "policy-error";
          case WINDOWS_UPDATE_POLICIES -> "update-error";
          case ENDPOINT_PROTECTION -> "defender-unhealthy";
          case CLIENT_APPS -> "app-install-failed";
          case OFFICE_CLICK_TO_RUN_APPS -> "office-update-failed";
        };
    Map<String, Rates> usual = new LinkedHashMap<>();
    for (String name : new String[] {own, "check-in-missing"}) {
      Signal signal = Signals.byName(name).orElseThrow();
      usual.put(name, new Rates(signal.expected(), signal.limit()));
    }
    return usual;
  }
}
