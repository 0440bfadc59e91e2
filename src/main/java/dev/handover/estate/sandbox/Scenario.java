package dev.handover.estate.sandbox;

import dev.handover.workload.Workload;

/**
 * What the switch of a workload to Intune does to a signal; it heals when the workload goes back.
 *
 * @param workload the workload that is switched
 * @param signal the signal that turns unhealthy
 * @param model the model it befalls, null for every one
 * @param rate the share of those devices, 0 … 1
 * @param afterHours how many hours after the switch it begins, 0 … 8760
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
  }
}
