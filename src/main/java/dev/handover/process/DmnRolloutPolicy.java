package dev.handover.process;

import dev.handover.rollout.ApprovalStage;
import dev.handover.rollout.OnFailure;
import dev.handover.rollout.RolloutPolicy;
import dev.handover.rollout.SliderMode;
import dev.handover.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecisionRuleResult;
import org.camunda.bpm.engine.DecisionService;
import org.springframework.stereotype.Component;

/**
 * Asks the tables that a rollout would be decided by if it were started now, in Handover's own
 * name: whoever checks a plan need not be allowed to evaluate decisions.
 */
@Component
final class DmnRolloutPolicy implements RolloutPolicy {

  private final DecisionService decisions;
  private final Caller caller;

  DmnRolloutPolicy(DecisionService decisions, Caller caller) {
    this.decisions = decisions;
    this.caller = caller;
  }

  @Override
  public Asked of(Workload workload, int population, boolean byAutomation, boolean access) {
    Map<String, Object> rollout = new HashMap<>();
    rollout.put(Var.WORKLOAD.name(), workload.slug());
    rollout.put(Var.POPULATION.name(), population);
    rollout.put(Var.BY_AUTOMATION.name(), byAutomation);
    return caller.asHandover(
        () -> {
          DmnDecisionRuleResult policy = ask("rolloutPolicy", rollout);
          List<Stage> stages = new ArrayList<>();
          for (ApprovalStage stage : ApprovalStage.values()) {
            Map<String, Object> asked = new HashMap<>(rollout);
            String name = stage.name().toLowerCase(Locale.ROOT);
            asked.put(Var.STAGE.name(), name);
            asked.put(Var.RISK.name(), access ? "access" : "none");
            DmnDecisionRuleResult answer = ask("approvalPolicy", asked);
            stages.add(
                new Stage(
                    stage,
                    Math.max(policy.getEntry(name + "Approvals"), answer.getEntry("approvals")),
                    answer.getEntry("group")));
          }
          return new Asked(
              stages,
              SliderMode.valueOf(policy.getEntry("handover")),
              OnFailure.valueOf(policy.getEntry("onFailure")));
        });
  }

  private DmnDecisionRuleResult ask(String table, Map<String, Object> variables) {
    return decisions.evaluateDecisionTableByKey(table, variables).getSingleResult();
  }
}
