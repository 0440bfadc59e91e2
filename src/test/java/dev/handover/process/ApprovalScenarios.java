package dev.handover.process;

import static dev.handover.rollout.ApprovalStage.EXPANSION;
import static dev.handover.rollout.ApprovalStage.START;
import static dev.handover.rollout.ApprovalStage.WAVE;
import static dev.handover.rollout.ApprovalState.LEFT_OUT;
import static dev.handover.rollout.ApprovalState.MORE_APPROVALS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.rollout.ApprovalPolicy;
import dev.handover.rollout.ApprovalRound;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.SliderMode;
import dev.handover.rollout.TaskKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.Test;

/** An approval over time: nobody answers, or not yet. */
abstract class ApprovalScenarios extends RegressionScenarios {

  @Test
  void what_is_at_risk_is_asked_of_policy_with_the_stage() {
    when(course.risk(ID, WAVE, 2)).thenReturn("quarantine");
    startPilot();
    wavePasses();
    wavePasses();
    verify(course).open(ID, WAVE, 2, new ApprovalPolicy(1, "change-managers", "administrators"));
  }

  @Test
  void a_task_shows_its_form_and_when_it_is_due_and_followed_up() {
    expansionIsAsked();
    Task task = tasks.createTaskQuery().initializeFormKeys().singleResult();
    assertThat(task.getCamundaFormRef().getKey()).isEqualTo("approve-expansion");
    assertThat(formService.getDeployedTaskForm(task.getId()))
        .asString(java.nio.charset.StandardCharsets.UTF_8)
        .contains("approve-expansion");
    assertThat(task.getDueDate()).isEqualTo(Date.from(NOW.plus(Duration.ofMinutes(24))));
    assertThat(task.getFollowUpDate()).isEqualTo(Date.from(NOW.plus(Duration.ofMinutes(12))));
  }

  @Test
  void who_is_asked_is_reminded_and_then_another_group_is_asked_too() {
    expansionIsAsked();
    assertThat(timer("boundaryEvent_reminderDue").getDuedate())
        .isEqualTo(Date.from(NOW.plus(Duration.ofMinutes(24))));
    assertThat(openTask(ADMIN).candidateGroups()).containsExactly("change-managers");

    fire("boundaryEvent_reminderDue");
    verify(course).remind(ID, EXPANSION, 0);
    verify(course, never()).escalate(any(), any(), anyInt());

    fire("boundaryEvent_escalationDue");
    verify(course).escalate(ID, EXPANSION, 0);
    assertThat(tasks.createTaskQuery().taskCandidateGroup("administrators").count()).isOne();
    decide(TaskKind.APPROVE_EXPANSION, APPROVER, Outcome.APPROVE, "more-approvals");
    assertThat(openTask(APPROVER).candidateGroups())
        .containsExactly("change-managers", "administrators");
    assertThat(tasks.createTaskQuery().taskCandidateGroup("administrators").count()).isOne();
    decide(TaskKind.APPROVE_EXPANSION, ADMIN, Outcome.APPROVE, "approved");
    verify(life).freezeWave(ID, 1);
  }

  @Test
  void an_escalation_that_comes_again_asks_nobody_twice() {
    when(course.escalate(ID, EXPANSION, 0)).thenReturn(false);
    expansionIsAsked();
    fire("boundaryEvent_escalationDue");
    assertThat(openTask(APPROVER).candidateGroups()).containsExactly("change-managers");
  }

  @Test
  void an_expansion_that_nobody_approves_is_rolled_back() {
    expansionIsAsked();
    assertThat(timer("boundaryEvent_approvalTooLate").getDuedate())
        .isEqualTo(Date.from(NOW.plus(Duration.ofDays(7).dividedBy(FACTOR))));
    fire("boundaryEvent_approvalTooLate");
    verify(course).expire(ID, EXPANSION, 0);
    verify(rollback).orderRestore(ID);
    assertThat(workflow.tasks(ADMIN)).isEmpty();
  }

  @Test
  void an_expansion_whose_time_ran_out_while_nobody_could_approve_is_asked_for_anew() {
    Instant anew = NOW.plus(Duration.ofDays(9));
    when(course.askAnew(ID, EXPANSION, 0))
        .thenReturn(
            Optional.of(new ApprovalRound(MORE_APPROVALS, "change-managers", anew, anew, anew)))
        .thenReturn(Optional.empty());
    expansionIsAsked();
    String before = openTask(ADMIN).id();

    missed("boundaryEvent_approvalTooLate");

    verify(course, never()).expire(any(), any(), anyInt());
    assertThat(openTask(ADMIN).id()).isNotEqualTo(before);
    assertThat(timer("boundaryEvent_approvalTooLate").getDuedate()).isAfter(Date.from(NOW));

    missed("boundaryEvent_approvalTooLate");
    verify(course).expire(ID, EXPANSION, 0);
    verify(rollback).orderRestore(ID);
  }

  @Test
  void a_wave_whose_newcomers_nobody_approves_goes_on_with_the_devices_that_it_has_left() {
    when(course.expire(ID, WAVE, 2)).thenReturn(LEFT_OUT);
    answers(WAVE, 2, MORE_APPROVALS);
    startPilot();
    wavePasses();
    wavePasses();
    fire("boundaryEvent_approvalTooLate");
    verify(life).freezeWave(ID, 2);
    verify(rollback, never()).orderRestore(any());
    wavePasses();
    wavePasses();
    assertEndedAt("endEvent_rolloutCompleted");
  }

  @Test
  void where_all_of_a_wave_is_rejected_and_left_out_the_handover_comes_next_and_may_make_another() {
    when(slider.openHandover(ID))
        .thenAnswer(call -> oneMoreWave())
        .thenAnswer(call -> oneMoreWave())
        .thenReturn(SliderMode.NONE);
    answers(WAVE, 3, MORE_APPROVALS);
    startPilot();
    wavePasses();
    wavePasses();
    wavePasses();
    when(life.facts(ID)).thenReturn(facts(2));
    decide(TaskKind.APPROVE_WAVE, APPROVER, Outcome.REJECT, "left-out");
    verify(life, never()).freezeWave(ID, 3);
    verify(slider, times(2)).openHandover(ID);
    assertThat(openTask(ADMIN).wave()).as("the next that is made has its number").isEqualTo(3);
    decide(TaskKind.APPROVE_WAVE, APPROVER, Outcome.APPROVE, "approved");
    wavePasses();
    wavePasses();
    assertEndedAt("endEvent_rolloutCompleted");
  }

  @Test
  void a_start_that_nobody_approves_is_cancelled() {
    answers(START, 0, MORE_APPROVALS);
    start();
    fire("boundaryEvent_approvalTooLate");
    verify(course).expire(ID, START, 0);
    assertEndedAt("endEvent_rolloutCancelled");
    verify(rollback, never()).orderRestore(any());
  }

  @Test
  void an_approval_that_is_put_off_is_asked_for_again_when_its_time_has_come() {
    expansionIsAsked();
    defer(NOW.plus(Duration.ofHours(3)));
    assertThat(workflow.tasks(ADMIN)).isEmpty();
    assertThat(waiting()).containsExactly("timerEvent_deferralOver");
    assertThat(timer("timerEvent_deferralOver").getDuedate())
        .isEqualTo(Date.from(NOW.plus(Duration.ofMinutes(3))));

    fire("timerEvent_deferralOver");
    verify(course).resume(ID, EXPANSION, 0);
    decide(TaskKind.APPROVE_EXPANSION, APPROVER, Outcome.APPROVE, "approved");
    verify(life).freezeWave(ID, 1);
  }

  @Test
  void a_rollout_whose_approval_is_put_off_can_be_rolled_back_and_cancelled() {
    expansionIsAsked();
    defer(NOW.plus(Duration.ofHours(3)));
    assertThat(workflow.rollbackRequested(ID)).isTrue();
    goOn();
    verify(rollback).orderRestore(ID);
    assertThat(waiting()).containsExactly("messageEvent_devicesBack");
  }

  @Test
  void a_rollout_that_waits_for_approval_can_be_cancelled() {
    expansionIsAsked();
    assertThat(workflow.cancelRequested(ID)).isTrue();
    goOn();
    assertEndedAt("endEvent_rolloutCancelled");
  }

  @Test
  void a_regression_withdraws_an_approval_that_is_put_off_too() {
    expansionIsAsked();
    defer(NOW.plus(Duration.ofHours(3)));
    regressed(0, dev.handover.rollout.WaveCourse.ASK_FAILED);
    assertThat(timer("timerEvent_deferralOver")).isNull();
    decide(TaskKind.DECIDE_FAILED_WAVE, APPROVER, Outcome.ACCEPT_RISK, "accept-risk");
    assertThat(openTask(APPROVER).kind()).isEqualTo(TaskKind.APPROVE_EXPANSION);
  }

  @Test
  void decisions_are_bound_to_the_version_of_the_process() {
    start();
    assertThat(workflow.processVersion(ID)).matches("workloadRollout:\\d+");
    assertThat(workflow.processVersion("R-0")).isEqualTo("none");
  }

  private void expansionIsAsked() {
    answers(EXPANSION, 0, MORE_APPROVALS);
    startPilot();
    wavePasses();
  }

  private void defer(Instant until) {
    when(decisions.decide(eq(ID), any(), anyInt(), any(), any())).thenReturn("deferred");
    OpenTask task = openTask(APPROVER);
    workflow.complete(task.id(), new Decision(Outcome.DEFER, "later", null, until), APPROVER);
    goOn();
  }
}
