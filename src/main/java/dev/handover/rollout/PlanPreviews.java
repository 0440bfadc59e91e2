package dev.handover.rollout;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.device.DeviceCount;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The dry run: what would come of a plan if it were started now. Stores nothing. */
@Service
class PlanPreviews {

  private final Plans plans;
  private final Readiness readiness;
  private final PilotSamples samples;
  private final RolloutPolicy policy;
  private final MoveForecasts forecasts;
  private final RolloutWorkflow workflow;

  PlanPreviews(
      Plans plans,
      Readiness readiness,
      PilotSamples samples,
      RolloutPolicy policy,
      MoveForecasts forecasts,
      RolloutWorkflow workflow) {
    this.plans = plans;
    this.readiness = readiness;
    this.samples = samples;
    this.policy = policy;
    this.forecasts = forecasts;
    this.workflow = workflow;
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
    List<RolloutPolicy.Stage> approvals = approvals(plan, asked);
    return new PlanPreview(
        plan,
        tooFew(approvals, workflow.approvers(actor)).map(check::with).orElse(check),
        samples.sample(plan.pilot(), selection),
        forecasts.moves(plan, selection, check.waves(), check.power()),
        approvals,
        check.sliderStays().isPresent() ? SliderMode.NONE : asked.handover(),
        asked.onFailure() == OnFailure.ASK);
  }

  private static boolean atRisk(PlanCheck check) {
    return check.findings().stream()
        .anyMatch(
            f ->
                EstateFinding.OF_ACCESS.contains(f.code())
                    && f.severity() != Finding.Severity.INFO);
  }

  private static Optional<Finding> tooFew(List<RolloutPolicy.Stage> stages, int people) {
    int most = stages.stream().mapToInt(RolloutPolicy.Stage::approvals).max().orElse(0);
    return most <= people
        ? Optional.empty()
        : Optional.of(
            Finding.warning(
                "APPROVERS_TOO_FEW",
                "A stage needs the approval of %s who did not ask for the rollout, and there %s: nobody can complete it, and what has moved by then goes back (approvals)."
                    .formatted(
                        DeviceCount.of(most, "person", "people"),
                        people == 1 ? "is one" : "are " + people),
                0));
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
}
