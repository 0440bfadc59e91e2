package dev.handover.process;

import dev.handover.rollout.Decisions;
import dev.handover.rollout.RolloutWorkflow;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import org.camunda.bpm.engine.variable.VariableMap;
import org.springframework.stereotype.Component;

/** What the form of an open task shows now. */
@Component
final class CurrentBrief {

  private final RolloutWorkflow workflow;
  private final Decisions decisions;
  private final TaskSheet sheet;

  CurrentBrief(RolloutWorkflow workflow, Decisions decisions, TaskSheet sheet) {
    this.workflow = workflow;
    this.decisions = decisions;
    this.sheet = sheet;
  }

  VariableMap variables(String taskId) {
    OpenTask task = workflow.task(taskId);
    return sheet.variables(decisions.brief(task.rolloutId(), task.kind(), task.wave()));
  }
}
