package dev.handover.rollout;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.calendar.Freezes;
import dev.handover.calendar.InvalidWindow;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.calendar.MoveCalendar;
import dev.handover.calendar.Scope;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The dry run: what would come of a plan if it were started now. Stores nothing. */
@Service
class PlanPreviews {

  private final Plans plans;
  private final Readiness readiness;
  private final PilotSamples samples;
  private final RolloutPolicy policy;
  private final MaintenanceWindows windows;
  private final Freezes freezes;
  private final JdbcClient jdbc;
  private final Clock clock;

  PlanPreviews(
      Plans plans,
      Readiness readiness,
      PilotSamples samples,
      RolloutPolicy policy,
      MaintenanceWindows windows,
      Freezes freezes,
      JdbcClient jdbc,
      Clock clock) {
    this.plans = plans;
    this.readiness = readiness;
    this.samples = samples;
    this.policy = policy;
    this.windows = windows;
    this.freezes = freezes;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * @param actor who would start it
   * @throws dev.handover.plan.InvalidPlan if the text is no plan
   */
  @Transactional
  public PlanPreview of(String planText, Actor actor) {
    Plan plan = plans.parse(planText);
    Selection selection = readiness.selection(plan);
    PlanCheck check = readiness.check(plan, selection);
    if (check.population() == 0) {
      return new PlanPreview(plan, check, null, List.of(), List.of(), SliderMode.NONE, false);
    }
    RolloutPolicy.Asked asked =
        policy.of(
            plan.workload(),
            check.population(),
            actor.is(Role.AUTOMATION),
            plan.workload() == Workload.COMPLIANCE_POLICIES && atRisk(check));
    return new PlanPreview(
        plan,
        check,
        samples.sample(plan.pilot(), selection),
        check.waves().isEmpty() ? List.of() : moves(plan, selection, check),
        approvals(plan, asked),
        asked.handover(),
        asked.onFailure() == OnFailure.ASK);
  }

  private static boolean atRisk(PlanCheck check) {
    return check.findings().stream()
        .anyMatch(
            f ->
                EstateFinding.OF_ACCESS.contains(f.code())
                    && f.severity() != Finding.Severity.INFO);
  }

  /** The greater number counts, the plan's or policy's. */
  private static List<RolloutPolicy.Stage> approvals(Plan plan, RolloutPolicy.Asked asked) {
    List<RolloutPolicy.Stage> stages = new ArrayList<>();
    for (RolloutPolicy.Stage each : asked.stages()) {
      int planned =
          switch (each.stage()) {
            case START -> plan.approvals().start();
            case EXPANSION -> plan.approvals().expansion();
            case WAVE -> plan.approvals().wave();
          };
      stages.add(
          new RolloutPolicy.Stage(each.stage(), Math.max(planned, each.approvals()), each.group()));
    }
    return stages;
  }

  private List<PlanPreview.Move> moves(Plan plan, Selection selection, PlanCheck check) {
    Instant now = clock.instant();
    Instant start = Optional.ofNullable(plan.schedule().start()).filter(now::isBefore).orElse(now);
    List<String> sites = sites(selection);
    MoveCalendar calendar =
        new MoveCalendar(
            plan.schedule().window(),
            windows.all(),
            freezes.from(now),
            scope -> within(scope, plan.workload(), sites));
    try {
      return new MoveForecast(plan, calendar, start, pilotPasses(plan, check)).moves();
    } catch (InvalidWindow e) {
      return List.of(); // A finding says that no wave would ever begin.
    }
  }

  /** With the check-ins of the fleet, where they take longer than the soak. */
  private static Duration pilotPasses(Plan plan, PlanCheck check) {
    return check.power().stream()
        .map(PlanCheck.Power::days)
        .filter(days -> days != null)
        .findFirst()
        .map(days -> Duration.ofSeconds(Math.round(days * Duration.ofDays(1).toSeconds())))
        .orElse(plan.soak().pilot());
  }

  /** What is of a site holds every wave, for each has devices of every site. */
  private static boolean within(Scope scope, Workload workload, List<String> sites) {
    return (scope.workload() == null || scope.workload().equals(workload.slug()))
        && (scope.site() == null || sites.contains(scope.site()));
  }

  private List<String> sites(Selection selection) {
    return jdbc.sql(
            "select distinct e.site from %s e where e.reason is null and e.site is not null"
                .formatted(selection.table()))
        .query(String.class)
        .list();
  }
}
