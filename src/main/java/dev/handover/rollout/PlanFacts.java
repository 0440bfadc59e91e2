package dev.handover.rollout;

import static dev.handover.device.DeviceCount.devices;
import static dev.handover.device.DeviceCount.number;

import dev.handover.authority.DeviceFinding;
import dev.handover.calendar.Moment;
import dev.handover.health.Percent;
import dev.handover.health.SignalRegistry;
import dev.handover.plan.GatePolicy;
import dev.handover.plan.MetricPolicy;
import dev.handover.plan.OnVerdict;
import dev.handover.plan.Plan;
import dev.handover.plan.Schedule;
import dev.handover.plan.Stratum;
import dev.handover.rollout.TaskBrief.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What a rollout is going to do, told to whoever approves or watches it. */
@Component
public class PlanFacts {

  /** What a fact is about that speaks against the plan. */
  public static final String WARNING = "Warning";

  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final ReadPlans plans;
  private final Scope scope;
  private final SignalRegistry signals;

  PlanFacts(
      RolloutStore rollouts,
      WaveStore waves,
      ReadPlans plans,
      Scope scope,
      SignalRegistry signals) {
    this.rollouts = rollouts;
    this.waves = waves;
    this.plans = plans;
    this.scope = scope;
    this.signals = signals;
  }

  /**
   * @throws Refused if there is no such rollout
   */
  @Transactional(readOnly = true)
  public List<Fact> of(String id) {
    return of(rollouts.get(id));
  }

  List<Fact> of(RolloutRow rollout) {
    Plan plan = plans.of(rollout);
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact(
            "Devices",
            "%s, of: %s"
                .formatted(devices(rollout.population()), Words.shortened(plan.population()))));
    facts.add(
        new Fact(
            "Left out",
            plan.exclude().isEmpty()
                ? "no collection"
                : "members of " + String.join(", ", plan.exclude())));
    mayNotMove(rollout).ifPresent(facts::add);
    List<WaveRow> all = waves.all(rollout.id());
    facts.add(new Fact("Pilot", pilot(plan, all.get(0))));
    facts.add(new Fact("Waves", waves(plan, all.subList(1, all.size() - 1))));
    facts.add(
        new Fact(
            "Production",
            "all these devices, watched for %s in the end%s"
                .formatted(
                    soak(all.get(all.size() - 1)),
                    rollout.sliderStays() == null ? "" : ". " + rollout.sliderStays())));
    facts.add(new Fact("Gate", gate(plan.gate())));
    facts.add(
        new Fact(
            "Not passed",
            "a wave that fails %s; one that stays undecided %s"
                .formatted(
                    rollout.onFailure() == OnFailure.ASK
                        ? course(OnVerdict.ASK)
                        : course(plan.gate().onFail()),
                    course(plan.gate().onHold()))));
    facts.add(new Fact("When", when(plan.schedule(), rollout.startAt())));
    facts.add(new Fact("Approvals", approvals(rollout)));
    rollout.warnings().forEach(warning -> facts.add(new Fact(WARNING, warning)));
    return facts;
  }

  /** Whom the plan speaks of and did not move when it was asked for, by reason. */
  private Optional<Fact> mayNotMove(RolloutRow rollout) {
    Map<DeviceFinding, Integer> out = scope.leftOut(rollout.id());
    return out.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Fact(
                "May not move",
                "%s of the plan when it was asked for: %s"
                    .formatted(
                        number(out.values().stream().mapToInt(Integer::intValue).sum()),
                        out.entrySet().stream()
                            .map(reason -> reason.getKey().words(reason.getValue()))
                            .collect(Collectors.joining(". ", "", ".")))));
  }

  /** Where policy may ask for more than the plan: what holds. */
  static String inForce(RolloutRow rollout) {
    return "Approvals: %s.%s"
        .formatted(
            approvals(rollout),
            rollout.onFailure() == OnFailure.ASK
                ? " Whatever the plan says, a wave that fails is put before a person."
                : "");
  }

  /** How many devices the waves after the pilot move: {@code 384 and 640 devices in 2 waves}. */
  String waveSizes(RolloutRow rollout) {
    List<WaveRow> all = waves.all(rollout.id());
    List<String> sizes =
        all.subList(1, all.size() - 1).stream().map(w -> number(w.size())).toList();
    int last = sizes.size() - 1;
    return last == 0
        ? devices(all.get(1).size()) + " in one wave"
        : "%s and %s devices in %d waves"
            .formatted(String.join(", ", sizes.subList(0, last)), sizes.get(last), sizes.size());
  }

  private static String pilot(Plan plan, WaveRow wave) {
    String like =
        plan.pilot().stratifyBy().stream().map(Stratum::key).collect(Collectors.joining(", "));
    return "%s%s, watched for %s"
        .formatted(
            devices(wave.size()),
            like.isEmpty() ? " drawn by lot" : " that stand for the rest by " + like,
            soak(wave));
  }

  private static String waves(Plan plan, List<WaveRow> waves) {
    List<String> each = new ArrayList<>();
    int planned = plan.waves().size();
    for (int i = 0; i < planned; i++) {
      each.add("%s to %s".formatted(devices(waves.get(i).size()), Percent.of(plan.waves().get(i))));
    }
    return "%s of the population%s; each watched for %s"
        .formatted(
            String.join(", ", each),
            waves.subList(planned, waves.size()).stream()
                .map(w -> ", then %s that came late".formatted(devices(w.size())))
                .collect(Collectors.joining()),
            soak(waves.get(0)));
  }

  private String gate(GatePolicy gate) {
    return gate.metrics().stream().map(this::metric).collect(Collectors.joining("; "))
        + "; at least %s must have reported".formatted(Percent.of(gate.minCoverage()));
  }

  private String metric(MetricPolicy metric) {
    String title = signals.title(metric.name());
    String limit =
        metric.change() == null
            ? "%s %s is normal, %s too much"
                .formatted(Percent.of(metric.expected()), title, Percent.of(metric.limit()))
            : "%s may rise by less than %s more than among devices that stay"
                .formatted(title, Percent.of(metric.change().margin()));
    return metric.advisory() ? limit + " (only shown)" : limit;
  }

  private static String course(OnVerdict course) {
    return course == OnVerdict.ASK ? "is put before a person" : "is rolled back";
  }

  private static String when(Schedule schedule, Instant start) {
    return "from %s, %s%s"
        .formatted(
            Moment.words(start),
            schedule.window() == null ? "at any time" : "in the window " + schedule.window(),
            schedule.deadline() == null ? "" : "; done within " + Words.of(schedule.deadline()));
  }

  private static String approvals(RolloutRow rollout) {
    return "%s for the start, %s for the expansion with wave 1, %s for each further wave"
        .formatted(
            needed(rollout.startApprovals()),
            needed(rollout.expansionApprovals()),
            needed(rollout.waveApprovals()));
  }

  private static String needed(Integer approvals) {
    return approvals == null || approvals == 0 ? "none" : String.valueOf(approvals);
  }

  private static String soak(WaveRow wave) {
    return Words.of(wave.soak());
  }
}
