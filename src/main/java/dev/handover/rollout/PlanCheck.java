package dev.handover.rollout;

import java.util.List;

/**
 * What would happen if a plan were started now.
 *
 * @param ready whether nothing blocks it
 * @param population how many devices would be moved in the end
 * @param waves the pilot as number 0, then the production waves
 * @param power per metric, the fewest devices that can pass at all
 * @param conflicts rollouts that hold devices of this plan
 */
public record PlanCheck(
    boolean ready,
    List<Finding> findings,
    int population,
    List<WaveSize> waves,
    List<Power> power,
    List<Conflict> conflicts) {

  /**
   * @param size devices of this wave alone
   * @param share cumulative share of the population, 0 … 1
   */
  public record WaveSize(int no, int size, double share) {}

  public record Power(String metric, int fewestDevices) {}

  public record Conflict(String rolloutId, String title, String workload, int devices) {}
}
