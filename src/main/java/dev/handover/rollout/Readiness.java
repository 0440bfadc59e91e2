package dev.handover.rollout;

import static dev.handover.device.DeviceCount.devices;
import static dev.handover.device.DeviceCount.number;

import dev.handover.authority.DeviceFinding;
import dev.handover.authority.Eligibility;
import dev.handover.authority.Eligibility.Selection;
import dev.handover.authority.SliderOrders;
import dev.handover.authority.SliderReach;
import dev.handover.authority.SliderReach.Beyond;
import dev.handover.device.DeviceCount;
import dev.handover.device.DeviceFilter;
import dev.handover.device.InvalidFilter;
import dev.handover.health.SignalRegistry;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.Plan;
import dev.handover.plan.Problem;
import dev.handover.plan.Waves;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks at the estate through a plan: what would move, and what stands in the way. */
@Component
class Readiness {

  private final Eligibility eligibility;
  private final SliderOrders sliders;
  private final SliderReach reach;
  private final MoveForecasts forecasts;
  private final Flux flux;
  private final ReadinessPolicy policy;
  private final EstateReadiness estate;
  private final AccessImpact accessImpact;
  private final JdbcClient jdbc;
  private final Clock clock;

  Readiness(
      Eligibility eligibility,
      SliderOrders sliders,
      SliderReach reach,
      MoveForecasts forecasts,
      Flux flux,
      ReadinessPolicy policy,
      EstateReadiness estate,
      AccessImpact accessImpact,
      JdbcClient jdbc,
      Clock clock) {
    this.eligibility = eligibility;
    this.sliders = sliders;
    this.reach = reach;
    this.forecasts = forecasts;
    this.flux = flux;
    this.policy = policy;
    this.estate = estate;
    this.accessImpact = accessImpact;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Findings that, as policy stands now, leave no device out. */
  Set<DeviceFinding> kept(Workload workload) {
    return new Weighing(policy, workload).kept();
  }

  /**
   * The devices that a plan speaks of, at hand until the end of the transaction.
   *
   * @throws InvalidPlan if the population does not parse
   */
  Selection selection(Plan plan) {
    try {
      return eligibility.select(
          DeviceFilter.parse(plan.population()),
          plan.workload(),
          plan.exclude(),
          kept(plan.workload()));
    } catch (InvalidFilter e) {
      throw new InvalidPlan("population", e.getMessage());
    }
  }

  /** The workloads that one rollout holds on a device: its own and those that follow it. */
  static Set<String> leased(Workload workload) {
    Set<String> slugs = new TreeSet<>();
    Stream.concat(Stream.of(workload), workload.implied().stream())
        .map(Workload::slug)
        .forEach(slugs::add);
    return slugs;
  }

  /** What would happen if this plan were started now; see {@link #check(Plan, Selection, Set)}. */
  PlanCheck check(Plan plan, Selection selection) {
    return check(plan, selection, Set.of());
  }

  /**
   * @param selection the devices that the plan speaks of
   * @param movedBefore workloads that will have moved when it begins
   * @throws InvalidPlan if the plan names something that no one measures
   */
  PlanCheck check(Plan plan, Selection selection, Set<Workload> movedBefore) {
    refuseUnknownMetrics(plan, new SignalRegistry(jdbc));
    Weighing weighing = new Weighing(policy, plan.workload());
    List<Finding> findings = new ArrayList<>();
    slider(plan, findings);
    collections(plan, findings);

    Eligibility.Counts counts = eligibility.count(selection);
    int population = counts.eligible();
    int matched = counts.selected();
    counts.ineligible().forEach(weighing::leftOut);
    eligibility.kept(selection).forEach(weighing::kept);
    estate.look(plan.workload(), movedBefore, weighing);
    PlanCheck.Impact impact =
        plan.workload() == Workload.COMPLIANCE_POLICIES
            ? accessImpact.look(plan, selection, weighing)
            : null;
    findings.addAll(weighing.findings());
    List<PlanCheck.WaveSize> waves = List.of();
    if (population == 0) {
      findings.add(
          Finding.blocking(
              "POPULATION_EMPTY",
              matched == 0
                  ? "No device matches the population (population)."
                  : "The population matches %s, of which none can be moved (population)."
                      .formatted(devices(matched)),
              0));
    } else {
      waves = waves(plan, population, findings);
      inTheEnd(reach.beyond("", selection, plan.workload()), population).ifPresent(findings::add);
    }
    List<PlanCheck.Conflict> conflicts = conflicts(plan, selection);
    conflicts.forEach(
        c ->
            findings.add(
                Finding.blocking(
                    "LEASED",
                    "Rollout %s '%s' (%s) holds %s of these devices; begin after it has ended, or choose other sites or devices (population)."
                        .formatted(
                            c.rolloutId(), c.title(), c.tied(plan.workload()), number(c.devices())),
                    c.devices())));
    findings.addAll(flux.findings(plan, selection, waves));
    PilotPlanner.Proof proof =
        population == 0
            ? PilotPlanner.Proof.NONE
            : new PilotPlanner(jdbc, clock.instant()).proof(plan, selection, findings);
    findings.addAll(forecasts.findings(plan, selection, waves, proof.power()));
    findings.sort(Comparator.comparing(Finding::severity));
    boolean ready = findings.stream().noneMatch(f -> f.severity() == Finding.Severity.BLOCKING);
    List<PlanCheck.LeftOut> leftOut =
        counts.ineligible().entrySet().stream()
            .map(e -> new PlanCheck.LeftOut(e.getKey().name(), e.getKey().why(), e.getValue()))
            .sorted(Comparator.comparingInt(PlanCheck.LeftOut::devices).reversed())
            .toList();
    return new PlanCheck(
        ready,
        findings,
        matched,
        leftOut,
        population,
        waves,
        proof.power(),
        proof.compared(),
        conflicts,
        impact);
  }

  static void refuseUnknownMetrics(Plan plan, SignalRegistry signals) {
    Set<String> known = new TreeSet<>();
    signals.of(plan.workload()).forEach(s -> known.add(s.name()));
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < plan.gate().metrics().size(); i++) {
      String name = plan.gate().metrics().get(i).name();
      if (!known.contains(name)) {
        problems.add(
            new Problem(
                "gate.metrics[%d].name".formatted(i),
                "'%s' is not measured for %s; it must be one of %s"
                    .formatted(name, plan.workload().slug(), String.join(", ", known))));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidPlan(problems);
    }
  }

  private void slider(Plan plan, List<Finding> findings) {
    Slider position = sliders.position(plan.workload()).orElse(null);
    if (position == null) {
      findings.add(
          Finding.blocking(
              "ESTATE_NOT_READ", "The sliders have not been read from the site yet.", 0));
    } else if (position == Slider.INTUNE) {
      findings.add(
          Finding.blocking(
              "SLIDER_AT_INTUNE",
              "The slider of %s stands at Intune; nothing is left to move."
                  .formatted(plan.workload().title()),
              0));
    } else if (position == Slider.CONFIGURATION_MANAGER) {
      findings.add(
          Finding.blocking(
              "SLIDER_NOT_AT_PILOT",
              "The slider of %s stands at Configuration Manager; park it at Pilot Intune first."
                  .formatted(plan.workload().title()),
              0));
    }
  }

  /** Where the slider goes once all waves have passed, where that is not only where they went. */
  private static Optional<Finding> inTheEnd(Beyond beyond, int population) {
    if (beyond.devices() > 0) {
      return Optional.of(
          Finding.info(
              Finding.SLIDER_STAYS, "In the end " + Words.sliderStays(beyond), beyond.devices()));
    }
    int along = beyond.within() - population;
    return along <= 0
        ? Optional.empty()
        : Optional.of(
            Finding.warning(
                "SLIDER_TAKES_ALONG",
                "In the end the slider goes to Intune, which moves every co-managed device: %s with it that no wave moves and nothing judges. Put whom it must not move into a collection that the plan excludes; then it stays at Pilot Intune."
                    .formatted(DeviceCount.of(along, "device goes", "devices go")),
                along));
  }

  private void collections(Plan plan, List<Finding> findings) {
    for (String name : plan.exclude()) {
      int found =
          jdbc.sql("select count(*) from collection where name = :name")
              .param("name", name)
              .query(Integer.class)
              .single();
      if (found == 0) {
        findings.add(
            Finding.blocking(
                "COLLECTION_UNKNOWN",
                "There is no collection '%s' to exclude (exclude).".formatted(name),
                0));
      }
    }
  }

  private static List<PlanCheck.WaveSize> waves(Plan plan, int population, List<Finding> findings) {
    List<PlanCheck.WaveSize> waves = new ArrayList<>();
    try {
      List<Integer> sizes = Waves.sizes(population, plan.pilot().size(), plan.waves());
      int moved = 0;
      for (int no = 0; no < sizes.size(); no++) {
        moved += sizes.get(no);
        waves.add(new PlanCheck.WaveSize(no, sizes.get(no), (double) moved / population));
      }
    } catch (InvalidPlan e) {
      e.problems()
          .forEach(
              p ->
                  findings.add(
                      Finding.blocking(
                          "WAVE_EMPTY",
                          "%s (%s).".formatted(p.message().replaceAll("\\.$", ""), p.path()),
                          0)));
    }
    return waves;
  }

  /** Rollouts that hold devices of this plan, for its workload or one that follows it. */
  List<PlanCheck.Conflict> conflicts(Plan plan, Selection selection) {
    return jdbc.sql(
            """
            select r.id as rolloutId, r.title, r.workload, count(distinct l.device_id) as devices
            from %s e
            join lease l on l.device_id = e.id
            join rollout r on r.id = l.rollout_id
            where e.reason is null and l.workload in (:workloads)
            group by r.id, r.title, r.workload order by r.id"""
                .formatted(selection.table()))
        .param("workloads", leased(plan.workload()))
        .query(PlanCheck.Conflict.class)
        .list();
  }
}
