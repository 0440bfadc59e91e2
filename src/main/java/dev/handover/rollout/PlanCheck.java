package dev.handover.rollout;

import java.util.List;

/**
 * What would happen if a plan were started now.
 *
 * @param ready whether nothing blocks it
 * @param population how many devices would be moved in the end
 * @param waves the pilot as number 0, then the production waves
 * @param power per metric, what the pilot can prove
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

  /**
   * What the pilot can prove by one metric; the chances are exact for a pilot that reports in full.
   *
   * @param fewestDevices the fewest that can pass at all: so many, every one healthy
   * @param expectedDevices how many the test takes on average while all is as expected
   * @param chancePass how often a normal pilot passes
   * @param chanceUndecided how often a normal pilot ends undecided
   * @param chanceFalseStop how often a normal pilot is stopped
   * @param chanceFalsePass how often a pilot at the limit passes
   * @param days from the start of the pilot to the first moment at which it may pass: the soak, or
   *     the time by which enough devices have checked in where that is longer; null where the fleet
   *     tells nothing of its check-ins
   */
  public record Power(
      String metric,
      int fewestDevices,
      int expectedDevices,
      double chancePass,
      double chanceUndecided,
      double chanceFalseStop,
      double chanceFalsePass,
      Double days) {}

  public record Conflict(String rolloutId, String title, String workload, int devices) {}
}
