package dev.handover.rollout;

import dev.handover.plan.Stratum;
import java.util.List;

/**
 * The pilot that a plan should have. Lists end after {@value #LONGEST} entries, the most frequent
 * first; the numbers count all.
 *
 * @param size what {@code pilot.size} should be: enough to meet what is common and to be decided by
 *     the gate, or every device that may move where there are fewer
 * @param stratifyBy what {@code pilot.stratifyBy} should be
 * @param coverAbove the share of the devices that may move from which on something is common
 * @param fewestToCover devices that meet everything common
 * @param fewestToPass devices that every metric of the gate needs to pass at all
 * @param fewestToDecide devices with which every metric ends undecided one time in ten at most,
 *     while all is as expected
 * @param power the same per metric
 * @param devices an example of such a pilot: ids, ascending
 * @param covered how many combinations, values and applications the example meets
 * @param covers what it meets
 * @param notCovered how many of those of the population it does not meet
 * @param uncovered what it does not meet, and why
 * @param notKnown what the recommendation cannot take into account, in a sentence; null for nothing
 */
public record PilotRecommendation(
    int size,
    List<String> stratifyBy,
    double coverAbove,
    int fewestToCover,
    int fewestToPass,
    int fewestToDecide,
    List<PlanCheck.Power> power,
    List<Long> devices,
    int covered,
    List<Covered> covers,
    int notCovered,
    List<Uncovered> uncovered,
    String notKnown) {

  static final int LONGEST = 500;

  /** What a pilot is recommended by, whatever the plan says. */
  static final List<Stratum> BY = List.of(Stratum.MODEL, Stratum.OS_BUILD, Stratum.SITE);

  /**
   * @param what such as {@code model Surface Pro 9}, a combination of all, or {@code application
   *     7-Zip}
   * @param devices that may move
   * @param inPilot devices of the example
   */
  public record Covered(String what, int devices, int inPilot) {}

  /**
   * @param devices of the population, whether or not they may move
   * @param why a sentence
   */
  public record Uncovered(String what, int devices, String why) {}
}
