package dev.handover.process;

import dev.handover.programme.ProgrammeDecisions;
import dev.handover.programme.ProgrammeWorkflow;
import dev.handover.remote.RemoteApprovals;
import dev.handover.remote.RemoteWorkflow;
import dev.handover.rollout.Decisions;
import dev.handover.rollout.RolloutWorkflow;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import org.camunda.bpm.engine.variable.VariableMap;
import org.springframework.stereotype.Component;

/** What the form of an open task shows now. */
@Component
final class CurrentBrief {

  private final RolloutWorkflow workflow;
  private final ProgrammeWorkflow programmes;
  private final RemoteWorkflow remote;
  private final Decisions decisions;
  private final ProgrammeDecisions ofProgrammes;
  private final RemoteApprovals ofActions;
  private final TaskSheet sheet;

  CurrentBrief(
      RolloutWorkflow workflow,
      ProgrammeWorkflow programmes,
      RemoteWorkflow remote,
      Decisions decisions,
      ProgrammeDecisions ofProgrammes,
      RemoteApprovals ofActions,
      TaskSheet sheet) {
    this.workflow = workflow;
    this.programmes = programmes;
    this.remote = remote;
    this.decisions = decisions;
    this.ofProgrammes = ofProgrammes;
    this.ofActions = ofActions;
    this.sheet = sheet;
  }

  VariableMap variables(String taskId) {
    return programmes
        .question(taskId)
        .map(question -> sheet.variables(ofProgrammes.brief(question.programmeId())))
        .or(
            () ->
                remote
                    .question(taskId)
                    .map(question -> sheet.variables(ofActions.brief(question.key()))))
        .orElseGet(() -> ofRollout(workflow.task(taskId)));
  }

  private VariableMap ofRollout(OpenTask task) {
    return sheet.variables(decisions.brief(task.rolloutId(), task.kind(), task.wave()));
  }
}
