package dev.handover.estate.sandbox;

import dev.handover.workload.Workload;

/**
 * What the switch of a workload to Intune does to a signal; it heals when the workload goes back.
 * Without a workload it is an outage: it befalls devices whoever manages them, from now on and for
 * as long as the scenario stands.
 *
 * @param workload the workload that is switched; null for an outage
 * @param signal the signal that turns unhealthy
 * @param model the model it befalls, null for every one
 * @param rate the share of those devices, 0 … 1
 * @param afterHours how many hours after the switch it begins, 0 … 8760; 0 for an outage
 */
public record Scenario(
    Workload workload, String signal, String model, double rate, int afterHours) {

  public Scenario {
    if (!HealthModel.SIGNALS.contains(signal)) {
      throw new IllegalArgumentException(
          "'%s' is no signal of the sandbox; it must be one of %s"
              .formatted(signal, String.join(", ", HealthModel.SIGNALS)));
    }
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("a rate is between 0 and 1, not " + rate);
    }
    if (afterHours < 0 || afterHours > 8_760) {
      throw new IllegalArgumentException("hours are between 0 and 8760, not " + afterHours);
    }
    if (workload == null && afterHours > 0) {
      throw new IllegalArgumentException(
          "an outage, a scenario without a workload, follows no switch; its hours are 0, not "
              + afterHours);
    }
  }
}
