package dev.handover.rollout;

import static dev.handover.rollout.PilotRecommendation.BY;
import static dev.handover.rollout.PilotRecommendation.LONGEST;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.device.DeviceCount;
import dev.handover.health.SignalRegistry;
import dev.handover.plan.PilotCover;
import dev.handover.plan.PilotSampler;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import dev.handover.plan.Stratum;
import dev.handover.rollout.PilotRecommendation.Covered;
import dev.handover.rollout.PilotRecommendation.Uncovered;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Recommends pilots: first few devices that have every important application, then what else is
 * common. The database counts devices by model, OS build and site; what is chosen is chosen among
 * these combinations, so that a fleet costs no more than its variety.
 */
@Service
class PilotAdvice {

  private final Plans plans;
  private final Readiness readiness;
  private final ApplicationCover applications;
  private final JdbcClient jdbc;

  PilotAdvice(Plans plans, Readiness readiness, ApplicationCover applications, JdbcClient jdbc) {
    this.plans = plans;
    this.readiness = readiness;
    this.applications = applications;
    this.jdbc = jdbc;
  }

  /**
   * The smallest pilot that meets what is common in the population and that the gate decides nine
   * times in ten. It has no devices that the plan excludes or that may not be moved.
   *
   * @param planText a plan as for the check; of its pilot, only {@code coverAbove} is looked at
   * @throws dev.handover.plan.InvalidPlan if the text is no plan, or names what is not measured
   * @throws Refused if no device of the population may be moved
   */
  @Transactional
  public PilotRecommendation recommend(String planText) {
    Plan plan = plans.parse(planText);
    Readiness.refuseUnknownMetrics(plan, new SignalRegistry(jdbc));
    Selection selection = readiness.selection(plan);
    double above = plan.pilot().coverAbove();
    Counts counts = count(selection);
    int mayMove = counts.mayMove().values().stream().mapToInt(Integer::intValue).sum();
    if (mayMove == 0) {
      throw Refused.invalid(
          "Of the devices that match the population none may be moved, so there is nothing to make a pilot of (population).");
    }
    ApplicationCover.Cover installed = applications.important(selection, mayMove, above);
    Set<Long> sure = installed.devices();
    PilotDraw draw = new PilotDraw(jdbc, selection, BY);
    Map<List<String>, Integer> sureSeats = draw.strata(sure);
    Map<List<String>, Integer> rest = PilotDraw.without(counts.mayMove(), sureSeats);
    Set<List<String>> toMeet = PilotDraw.toMeet(counts.mayMove(), sureSeats, above);
    int fewestToCover = sure.size() + PilotCover.cover(rest, toMeet).size();
    int fewestToPass =
        plan.gate().metrics().stream()
            .filter(m -> !m.advisory())
            .mapToInt(PilotPlanner::fewestToPass)
            .max()
            .orElse(0);
    int fewestToDecide =
        plan.gate().metrics().stream()
            .filter(m -> !m.advisory())
            .mapToInt(PilotPlanner::fewestToDecide)
            .max()
            .orElse(0);
    int size = Math.min(mayMove, Math.max(fewestToCover, fewestToDecide));
    int seed = plans.hash(plan).hashCode();
    Map<List<String>, Integer> seats =
        new HashMap<>(PilotSampler.seats(rest, size - sure.size(), toMeet, seed));
    seats.values().removeIf(n -> n == 0);
    List<Long> devices = draw.draw(seats, sure, seed);
    sureSeats.forEach((stratum, n) -> seats.merge(stratum, n, Integer::sum));
    List<Covered> covers = covers(counts, seats);
    List<Uncovered> uncovered = uncovered(counts, seats, above);
    Map<Integer, Integer> onPilot = applications.on(devices);
    for (ApplicationCover.Application each : installed.applications()) {
      String what = "application " + each.name();
      int inPilot = onPilot.getOrDefault(each.id(), 0);
      if (inPilot > 0) {
        covers.add(new Covered(what, each.mayMove(), inPilot));
      } else {
        uncovered.add(new Uncovered(what, each.devices(), why(each.mayMove(), above)));
      }
    }
    covers.sort(Comparator.comparingInt(Covered::devices).reversed().thenComparing(Covered::what));
    uncovered.sort(
        Comparator.comparingInt(Uncovered::devices).reversed().thenComparing(Uncovered::what));
    return new PilotRecommendation(
        size,
        BY.stream().map(Stratum::key).toList(),
        above,
        fewestToCover,
        fewestToPass,
        fewestToDecide,
        power(plan, size),
        shortened(devices),
        covers.size(),
        shortened(covers),
        uncovered.size(),
        shortened(uncovered),
        installed.untold() == 0
            ? null
            : "Of %,d devices that may move no application is known, so the pilot may miss some; import the report AppInvRawData."
                .formatted(installed.untold()));
  }

  private static List<PlanCheck.Power> power(Plan plan, int size) {
    return plan.gate().metrics().stream()
        .filter(m -> m.change() == null)
        .map(m -> PilotPlanner.power(m, size, null))
        .toList();
  }

  /** Devices of each combination: those of the population, and those of them that may move. */
  private record Counts(
      Map<List<String>, Integer> population, Map<List<String>, Integer> mayMove) {}

  private Counts count(Selection selection) {
    Counts counts = new Counts(new HashMap<>(), new HashMap<>());
    jdbc.sql(
            """
            select coalesce(model, '') as model, coalesce(os_build, '') as os_build,
              coalesce(site, '') as site, count(*) as devices,
              sum(case when reason is null then 1 else 0 end) as may_move
            from %s e
            group by coalesce(model, ''), coalesce(os_build, ''), coalesce(site, '')"""
                .formatted(selection.table()))
        .query(
            rs -> {
              List<String> stratum = List.of(rs.getString(1), rs.getString(2), rs.getString(3));
              counts.population().put(stratum, rs.getInt("devices"));
              if (rs.getInt("may_move") > 0) {
                counts.mayMove().put(stratum, rs.getInt("may_move"));
              }
            });
    return counts;
  }

  private static List<Covered> covers(Counts counts, Map<List<String>, Integer> seats) {
    Map<List<String>, Integer> mayMove = PilotCover.counts(counts.mayMove());
    List<Covered> covers = new ArrayList<>();
    PilotCover.counts(seats)
        .forEach((trait, n) -> covers.add(new Covered(name(trait), mayMove.get(trait), n)));
    return covers;
  }

  private static List<Uncovered> uncovered(
      Counts counts, Map<List<String>, Integer> seats, double above) {
    Map<List<String>, Integer> mayMove = PilotCover.counts(counts.mayMove());
    Map<List<String>, Integer> inPilot = PilotCover.counts(seats);
    List<Uncovered> uncovered = new ArrayList<>();
    PilotCover.counts(counts.population())
        .forEach(
            (trait, devices) -> {
              if (!inPilot.containsKey(trait)) {
                uncovered.add(
                    new Uncovered(
                        name(trait), devices, why(mayMove.getOrDefault(trait, 0), above)));
              }
            });
    return uncovered;
  }

  private static String why(int mayMove, double above) {
    return mayMove > 0
        ? "%s of them may move, which is below the share of %s %%."
            .formatted(DeviceCount.number(mayMove), Math.round(above * 1e6) / 1e4)
        : "None of them may move: all are excluded or not eligible.";
  }

  /** A value with the name of its attribute; all values where they stand together. */
  private static String name(List<String> trait) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < trait.size(); i++) {
      String value = trait.get(i);
      if (value != null) {
        names.add(BY.get(i).key() + " " + (value.isEmpty() ? "unknown" : value));
      }
    }
    return String.join(", ", names);
  }

  private static <T> List<T> shortened(List<T> list) {
    return List.copyOf(list.subList(0, Math.min(LONGEST, list.size())));
  }
}
