package dev.handover.process;

import static dev.handover.rollout.ApprovalStage.EXPANSION;
import static dev.handover.rollout.ApprovalStage.START;
import static dev.handover.rollout.ApprovalStage.WAVE;
import static dev.handover.rollout.ApprovalState.MORE_APPROVALS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.rollout.TaskKind;
import dev.handover.rollout.WaveCourse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/**
 * Rollouts that were started before approvals had a process of their own, before a failed wave
 * could be held, before an approval could be asked for anew, and before newcomers could be left
 * out, end all the same.
 */
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:earlier;DB_CLOSE_DELAY=-1")
class EarlierModelsTest extends ProcessStage {

  private static final Path EARLIER = Path.of("src/test/resources/models-before-approval");

  @BeforeEach
  void theModelsOfThatTime() throws IOException {
    DeploymentBuilder deployment = repository.createDeployment().name("earlier");
    for (String name : List.of("rollout-wave", "rollback")) {
      add(deployment, Path.of("processes", name + ".bpmn"), name + ".bpmn");
    }
    add(
        deployment,
        Path.of("src/test/resources/models-before-hold/wave-regression.bpmn"),
        "wave-regression.bpmn");
    add(deployment, Path.of("processes/rollout-policy.dmn"), "rollout-policy.dmn");
    add(deployment, EARLIER.resolve("workload-rollout.bpmn"), "workload-rollout.bpmn");
    for (String form :
        List.of("start-rollout", "approve-start", "approve-expansion", "approve-wave")) {
      add(deployment, Path.of("forms", form + ".form"), form + ".form");
    }
    deployment.deploy();
  }

  private static void add(DeploymentBuilder deployment, Path file, String name) {
    try {
      deployment.addString(name, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_rollout_of_the_earlier_model_is_approved_stage_by_stage_and_completes() {
    when(decisions.approvals(ID, START, 0)).thenReturn(MORE_APPROVALS);
    when(decisions.approvals(ID, EXPANSION, 0)).thenReturn(MORE_APPROVALS);
    when(decisions.approvals(ID, WAVE, 2)).thenReturn(MORE_APPROVALS);
    start();
    assertThat(waiting()).containsExactly("userTask_approveStart");
    decide(TaskKind.APPROVE_START, APPROVER, Outcome.APPROVE, "more-approvals");
    decide(TaskKind.APPROVE_START, ADMIN, Outcome.APPROVE, "approved");
    fire("timerEvent_startReached");
    wavePasses();
    assertThat(openTask(APPROVER).candidateGroups())
        .containsExactly("change-managers", "administrators");
    regressed(0, WaveCourse.ASK_FAILED);
    // What this model has no way for would take its default, and roll back.
    assertThatThrownBy(() -> hold(APPROVER, Duration.ofDays(1)))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("earlier version of the process, which cannot hold a wave");
    decide(TaskKind.DECIDE_FAILED_WAVE, APPROVER, Outcome.ACCEPT_RISK, "accept-risk");
    decide(TaskKind.APPROVE_EXPANSION, APPROVER, Outcome.APPROVE, "approved");
    wavePasses();
    decide(TaskKind.APPROVE_WAVE, APPROVER, Outcome.APPROVE, "approved");
    wavePasses();
    wavePasses();
    assertEndedAt("endEvent_rolloutCompleted");
    verify(course, never()).open(any(), any(), anyInt(), any());
  }

  @Test
  void a_rollout_of_the_earlier_model_is_migrated_and_does_what_only_the_newest_can() {
    startPilot();
    wavePasses();
    regressed(0, WaveCourse.ASK_FAILED);
    theModelsOfToday();
    assertThatThrownBy(() -> hold(APPROVER, Duration.ofDays(1))).isInstanceOf(Refused.class);

    assertThat(workflow.migrate(ID)).isEqualTo(workflow.processVersion(ID));
    assertThat(
            runtime.createProcessInstanceQuery().processInstanceBusinessKey(ID).list().stream()
                .map(i -> repository.getProcessDefinition(i.getProcessDefinitionId()))
                .map(ProcessDefinition::getDeploymentId)
                .distinct())
        .hasSize(1);
    hold(APPROVER, Duration.ofDays(1));
    decide(TaskKind.DECIDE_FAILED_WAVE, APPROVER, Outcome.ACCEPT_RISK, "accept-risk");
    wavePasses();
    wavePasses();
    wavePasses();
    assertEndedAt("endEvent_rolloutCompleted");
    assertThatThrownBy(() -> workflow.migrate(ID)).hasMessageContaining("it has ended");
  }

  @Test
  void what_asks_for_an_approval_in_a_way_that_is_no_more_is_not_migrated_there() {
    when(decisions.approvals(ID, START, 0)).thenReturn(MORE_APPROVALS);
    start();
    theModelsOfToday();
    String before = workflow.processVersion(ID);
    assertThatThrownBy(() -> workflow.migrate(ID))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("nothing that corresponds to where this rollout stands")
        .hasMessageContaining("userTask_approveStart");
    assertThat(workflow.processVersion(ID)).isEqualTo(before);
    decide(TaskKind.APPROVE_START, APPROVER, Outcome.APPROVE, "approved");
    fire("timerEvent_startReached");
    workflow.migrate(ID);
    assertThatThrownBy(() -> workflow.migrate(ID)).hasMessageContaining("newest version");
    wavePasses();
    wavePasses();
    wavePasses();
    wavePasses();
    assertEndedAt("endEvent_rolloutCompleted");
  }

  @Test
  void an_approval_that_its_model_cannot_ask_for_anew_takes_the_safe_way() {
    theModelsOfToday(Path.of("src/test/resources/models-before-asking-anew"));
    answers(EXPANSION, 0, MORE_APPROVALS);
    startPilot();
    wavePasses();

    missed("boundaryEvent_approvalTooLate");

    verify(course, never()).askAnew(any(), any(), anyInt());
    verify(course).expire(ID, EXPANSION, 0);
    verify(rollback).orderRestore(ID);
  }

  @Test
  void a_rollout_whose_model_has_no_way_to_leave_newcomers_out_says_so_and_is_migrated() {
    Path before = Path.of("src/test/resources/models-before-leaving-out");
    theModelsOfToday(before, before);
    answers(WAVE, 2, MORE_APPROVALS);
    startPilot();
    wavePasses();
    assertThat(workflow.mayLeaveOut(ID)).isFalse();
    theModelsOfToday();
    workflow.migrate(ID);
    assertThat(workflow.mayLeaveOut(ID)).isTrue();
    wavePasses();
    decide(TaskKind.APPROVE_WAVE, APPROVER, Outcome.REJECT, "left-out");
    verify(life).freezeWave(ID, 2);
    assertThat(workflow.mayLeaveOut("R-0")).isFalse();
  }

  private void theModelsOfToday() {
    theModelsOfToday(Path.of("processes"));
  }

  private void theModelsOfToday(Path approval) {
    theModelsOfToday(Path.of("processes"), approval);
  }

  private void theModelsOfToday(Path rollout, Path approval) {
    DeploymentBuilder deployment = repository.createDeployment().name("today");
    for (String name : List.of("rollout-wave", "wave-regression", "rollback")) {
      add(deployment, Path.of("processes", name + ".bpmn"), name + ".bpmn");
    }
    add(deployment, rollout.resolve("workload-rollout.bpmn"), "workload-rollout.bpmn");
    add(deployment, approval.resolve("approval.bpmn"), "approval.bpmn");
    add(deployment, Path.of("processes/rollout-policy.dmn"), "rollout-policy.dmn");
    add(deployment, Path.of("processes/approval-policy.dmn"), "approval-policy.dmn");
    for (String form :
        List.of(
            "start-rollout",
            "approve-expansion",
            "approve-wave",
            "decide-failed-wave",
            "decide-undecided-wave")) {
      add(deployment, Path.of("forms", form + ".form"), form + ".form");
    }
    deployment.deploy();
  }

  @Test
  void a_task_of_a_process_that_belongs_to_no_rollout_is_not_among_those_that_are_listed() {
    repository
        .createDeployment()
        .addModelInstance(
            "workload-rollout.bpmn",
            Bpmn.createExecutableProcess("workloadRollout")
                .camundaHistoryTimeToLiveString("P1D")
                .startEvent()
                .userTask()
                .camundaCandidateGroups("change-managers")
                .endEvent()
                .done())
        .deploy();
    runtime.startProcessInstanceByKey("workloadRollout");
    assertThat(tasks.createTaskQuery().count()).isEqualTo(1);
    assertThat(workflow.tasks(APPROVER)).isEmpty();
  }

  @Test
  void a_rejected_expansion_of_the_earlier_model_is_rolled_back() {
    when(decisions.approvals(ID, EXPANSION, 0)).thenReturn(MORE_APPROVALS);
    startPilot();
    wavePasses();
    decide(TaskKind.APPROVE_EXPANSION, APPROVER, Outcome.REJECT, "rejected");
    verify(rollback).orderRestore(ID);
    devicesBack(false);
    assertEndedAt("endEvent_rolledBack");
  }
}
