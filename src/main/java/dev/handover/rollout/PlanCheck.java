package dev.handover.rollout;

import dev.handover.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What would happen if a plan were started now.
 *
 * @param ready whether nothing blocks it
 * @param matched how many devices the plan's population matches, whether or not they may move
 * @param leftOut how many of them may not, by the first reason; the most first
 * @param population how many devices would be moved in the end
 * @param waves the pilot as number 0, then the production waves
 * @param power per metric that its limit judges, what the pilot can prove
 * @param compared per metric that is compared with a control group, how far that reaches
 * @param conflicts rollouts that hold devices of this plan
 * @param impact whom the move would lock out; null for workloads that lock nobody out
 */
public record PlanCheck(
    boolean ready,
    List<Finding> findings,
    int matched,
    List<LeftOut> leftOut,
    int population,
    List<WaveSize> waves,
    List<Power> power,
    List<Compared> compared,
    List<Conflict> conflicts,
    Impact impact) {

  /** The same, with one thing more to weigh. */
  PlanCheck with(Finding warning) {
    List<Finding> more = new ArrayList<>(findings);
    more.add(warning);
    more.sort(Comparator.comparing(Finding::severity));
    return new PlanCheck(
        ready, more, matched, leftOut, population, waves, power, compared, conflicts, impact);
  }

  /** What speaks against the plan and does not stop it, in sentences; not whom it leaves out. */
  List<String> warnings() {
    Set<String> out = leftOut.stream().map(LeftOut::code).collect(Collectors.toSet());
    return findings.stream()
        .filter(f -> f.severity() == Finding.Severity.WARNING && !out.contains(f.code()))
        .map(Finding::message)
        .toList();
  }

  /** Why the slider stays at Pilot Intune in the end, in a sentence; empty where it does not. */
  public Optional<String> sliderStays() {
    return findings.stream()
        .filter(f -> f.code().equals(Finding.SLIDER_STAYS))
        .map(Finding::message)
        .findFirst();
  }

  /**
   * @param code of the finding that says the same in a sentence
   * @param why how a sentence about such devices goes on: "are not co-managed"
   */
  public record LeftOut(String code, String why, int devices) {}

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

  /**
   * What the pilot can prove by one metric against its control group.
   *
   * @param control about how many devices like the pilot's stay with Configuration Manager and have
   *     reported lately, above 0
   * @param margin of the plan, 0 … 1
   * @param narrowest the margin that so many devices cannot prove, and any wider one can, every one
   *     of them healthy; 0 … 1
   */
  public record Compared(String metric, int control, double margin, double narrowest) {

    /** Whether the metric can pass at all. */
    public boolean canPass() {
      return narrowest < margin;
    }

    /** A margin that can be proven, in full tenths of a percent. */
    public double provable() {
      return (Math.floor(narrowest * 1000) + 1) / 1000;
    }
  }

  public record Conflict(String rolloutId, String title, String workload, int devices) {

    /** Its workload, and where that is another one than a plan's, why they are not to be parted. */
    String tied(Workload plan) {
      Workload other = Workload.of(workload);
      return other.implied().contains(plan)
          ? "%s, which takes %s along".formatted(workload, plan.slug())
          : plan.implied().contains(other)
              ? "%s, which %s takes along".formatted(workload, plan.slug())
              : workload;
    }
  }

  /**
   * Conditional Access before and after the move of compliance, over the devices that would be
   * moved.
   *
   * @param users their primary users
   * @param usersBlocked users who would lose access on a device on which they have it now
   * @param usersBlockedNow users who are locked out on a device already
   * @param devices devices that are compliant now and would no longer be
   * @param unknown devices of which it cannot be told
   * @param examples at most 20 of the users who would be blocked, by name
   */
  public record Impact(
      int users,
      int usersBlocked,
      int usersBlockedNow,
      int devices,
      int unknown,
      List<String> examples) {}
}
