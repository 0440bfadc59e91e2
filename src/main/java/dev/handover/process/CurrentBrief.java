package dev.handover.process;

import dev.handover.enablement.EnablementLife;
import dev.handover.enablement.EnablementWorkflow;
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
  private final EnablementWorkflow enablements;
  private final Decisions decisions;
  private final ProgrammeDecisions ofProgrammes;
  private final RemoteApprovals ofActions;
  private final EnablementLife ofEnablements;
  private final TaskSheet sheet;

  CurrentBrief(
      RolloutWorkflow workflow,
      ProgrammeWorkflow programmes,
      RemoteWorkflow remote,
      EnablementWorkflow enablements,
      Decisions decisions,
      ProgrammeDecisions ofProgrammes,
      RemoteApprovals ofActions,
      EnablementLife ofEnablements,
      TaskSheet sheet) {
    this.workflow = workflow;
    this.programmes = programmes;
    this.remote = remote;
    this.enablements = enablements;
    this.decisions = decisions;
    this.ofProgrammes = ofProgrammes;
    this.ofActions = ofActions;
    this.ofEnablements = ofEnablements;
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
        .or(
            () ->
                enablements
                    .question(taskId)
                    .map(
                        question ->
                            sheet.variables(
                                ofEnablements.brief(question.enablementId(), question.kind()))))
        .orElseGet(() -> ofRollout(workflow.task(taskId)));
  }

  private VariableMap ofRollout(OpenTask task) {
    return sheet.variables(decisions.brief(task.rolloutId(), task.kind(), task.wave()));
  }
}
