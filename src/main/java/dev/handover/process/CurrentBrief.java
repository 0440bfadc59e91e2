package dev.handover.process;

import dev.handover.rollout.RolloutLife;
import dev.handover.rollout.RolloutWorkflow;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import org.camunda.bpm.engine.variable.VariableMap;
import org.springframework.stereotype.Component;

/** What the form of an open task shows now. */
@Component
final class CurrentBrief {

  private final RolloutWorkflow workflow;
  private final RolloutLife life;
  private final TaskSheet sheet;

  CurrentBrief(RolloutWorkflow workflow, RolloutLife life, TaskSheet sheet) {
    this.workflow = workflow;
    this.life = life;
    this.sheet = sheet;
  }

  VariableMap variables(String taskId) {
    OpenTask task = workflow.task(taskId);
    return sheet.variables(life.brief(task.rolloutId(), task.kind(), task.wave()));
  }
}
