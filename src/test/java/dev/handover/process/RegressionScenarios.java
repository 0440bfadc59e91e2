package dev.handover.process;

import static dev.handover.rollout.ApprovalStage.EXPANSION;
import static dev.handover.rollout.ApprovalStage.WAVE;
import static dev.handover.rollout.ApprovalState.MORE_APPROVALS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.SliderMode;
import dev.handover.rollout.TaskKind;
import dev.handover.rollout.WaveCourse;
import dev.handover.rollout.WaveOrder;
import java.time.Duration;
import java.util.Date;
import org.junit.jupiter.api.Test;

/** A wave that had passed fails, wherever the rollout is by then. */
abstract class RegressionScenarios extends ProgrammeScenarios {

  @Test
  void a_regression_withdraws_the_approval_and_takes_the_rollout_back() {
    answers(EXPANSION, 0, MORE_APPROVALS);
    startPilot();
    wavePasses();
    assertThat(openTask(APPROVER).kind()).isEqualTo(TaskKind.APPROVE_EXPANSION);

    regressed(0, WaveCourse.ROLL_BACK);

    assertThat(workflow.tasks(ADMIN)).isEmpty();
    verify(rollback).orderRestore(ID);
    devicesBack(false);
    assertEndedAt("endEvent_rolledBack");
  }

  @Test
  void an_approval_of_the_expansion_is_asked_anew_when_the_risk_is_accepted() {
    answers(EXPANSION, 0, MORE_APPROVALS);
    startPilot();
    wavePasses();
    OpenTask before = openTask(APPROVER);

    regressed(0, WaveCourse.ASK_FAILED);
    accepted(0);

    OpenTask after = openTask(APPROVER);
    assertThat(after.kind()).isEqualTo(TaskKind.APPROVE_EXPANSION);
    assertThat(after.id()).isNotEqualTo(before.id());
    decide(TaskKind.APPROVE_EXPANSION, APPROVER, Outcome.APPROVE, "approved");
    verify(life).freezeWave(ID, 1);
  }

  @Test
  void an_approval_of_a_wave_is_asked_anew_when_the_risk_is_accepted() {
    answers(WAVE, 2, MORE_APPROVALS);
    startPilot();
    wavePasses();
    wavePasses();

    regressed(1, WaveCourse.ASK_FAILED);
    accepted(1);

    decide(TaskKind.APPROVE_WAVE, APPROVER, Outcome.APPROVE, "approved");
    verify(life).freezeWave(ID, 2);
  }

  @Test
  void the_move_of_the_slider_is_asked_for_anew_when_the_risk_is_accepted() {
    when(slider.openHandover(ID)).thenReturn(SliderMode.PERSON);
    startPilot();
    wavePasses();
    wavePasses();
    wavePasses();
    assertThat(openTask(ADMIN).kind()).isEqualTo(TaskKind.MOVE_SLIDER);

    regressed(0, WaveCourse.ASK_FAILED);
    accepted(0);

    decide(TaskKind.MOVE_SLIDER, ADMIN, Outcome.DONE, "done");
    sliderConfirmed();
    verify(slider).openWatch(ID);
  }

  @Test
  void a_regression_in_the_middle_of_a_later_wave_is_decided_beside_it() {
    startPilot();
    wavePasses();
    clearToMove();
    assertThat(waiting()).containsExactly("messageEvent_waveJudged");

    regressed(0, WaveCourse.ASK_FAILED);
    assertThat(openTask(APPROVER).wave()).isZero();
    assertThat(waiting())
        .containsExactlyInAnyOrder("messageEvent_waveJudged", "userTask_decideFailedWave");
    accepted(0);

    judged(WaveCourse.PASSED);
    verify(life).freezeWave(ID, 2);
  }

  @Test
  void a_regression_can_be_rolled_back_by_a_person() {
    startPilot();
    wavePasses();
    regressed(0, WaveCourse.ASK_FAILED);
    decide(TaskKind.DECIDE_FAILED_WAVE, APPROVER, Outcome.ROLLBACK, "rollback");
    verify(rollback).orderRestore(ID);
    assertThat(waiting()).containsExactly("messageEvent_devicesBack");
  }

  @Test
  void a_regression_can_be_held_and_its_risk_be_accepted_later() {
    startPilot();
    wavePasses();
    regressed(0, WaveCourse.ASK_FAILED);
    hold(APPROVER, Duration.ofDays(10));
    verify(rollback, never()).orderRestore(ID);
    accepted(0);
    assertThat(workflow.tasks(APPROVER)).isEmpty();
  }

  @Test
  void a_regression_that_nobody_decides_is_rolled_back_by_its_deadline() {
    startPilot();
    wavePasses();
    regressed(0, WaveCourse.ASK_FAILED);
    assertThat(timer("boundaryEvent_failedTooLong").getDuedate())
        .isEqualTo(Date.from(NOW.plus(Duration.ofMinutes(24))));
    fire("boundaryEvent_failedTooLong");
    verify(decisions).expired(ID, 0);
    verify(rollback).orderRestore(ID);
    assertThat(workflow.tasks(APPROVER)).isEmpty();
  }

  @Test
  void an_approval_that_comes_up_while_a_regression_is_open_waits_for_it() {
    answers(WAVE, 2, MORE_APPROVALS);
    startPilot();
    wavePasses();
    clearToMove();
    regressed(0, WaveCourse.ASK_FAILED);
    judged(WaveCourse.PASSED);

    assertThat(openTask(APPROVER).kind()).isEqualTo(TaskKind.DECIDE_FAILED_WAVE);
    accepted(0);
    assertThat(openTask(APPROVER).kind()).isEqualTo(TaskKind.APPROVE_WAVE);
  }

  @Test
  void what_was_withdrawn_is_asked_again_only_when_every_regression_is_decided() {
    answers(WAVE, 2, MORE_APPROVALS);
    startPilot();
    wavePasses();
    wavePasses();
    regressed(0, WaveCourse.ASK_FAILED);
    regressed(1, WaveCourse.ASK_FAILED);
    assertThat(workflow.tasks(APPROVER)).extracting(OpenTask::wave).containsExactlyInAnyOrder(0, 1);

    when(regressions.settle(ID)).thenReturn(1, 0);
    when(decisions.decide(eq(ID), any(), eq(0), any(), any())).thenReturn("accept-risk");
    complete(
        workflow.tasks(APPROVER).stream().filter(t -> t.wave() == 0).findFirst().orElseThrow());
    assertThat(openTask(APPROVER).wave()).isEqualTo(1);
    when(decisions.decide(eq(ID), any(), eq(1), any(), any())).thenReturn("accept-risk");
    complete(openTask(APPROVER));

    assertThat(openTask(APPROVER).kind()).isEqualTo(TaskKind.APPROVE_WAVE);
  }

  private void complete(OpenTask task) {
    workflow.complete(task.id(), new Decision(Outcome.ACCEPT_RISK, "because", "e1"), APPROVER);
    goOn();
  }

  @Test
  void a_wave_that_may_not_be_ordered_after_all_waits_again_until_it_is_clear() {
    when(life.orderWave(ID, 1)).thenReturn(WaveOrder.HELD, WaveOrder.ORDERED);
    startPilot();
    wavePasses();
    clearToMove();
    assertThat(waiting()).containsExactly("messageEvent_clearToMove");
    clearToMove();
    assertThat(waiting()).containsExactly("messageEvent_waveJudged");
    verify(life, times(2)).orderWave(ID, 1);
  }

  @Test
  void nothing_regresses_where_nothing_is_rolled_out() {
    startPilot();
    assertThat(workflow.rollbackRequested(ID)).isTrue();
    goOn();
    assertThat(workflow.waveRegressed(ID, 0, WaveCourse.ASK_FAILED)).isFalse();
    verify(decisions, never()).ask(eq(ID), eq(TaskKind.DECIDE_FAILED_WAVE), eq(0));
  }

  private void accepted(int wave) {
    OpenTask task = openTask(APPROVER);
    assertThat(task.wave()).isEqualTo(wave);
    decide(TaskKind.DECIDE_FAILED_WAVE, APPROVER, Outcome.ACCEPT_RISK, "accept-risk");
  }
}
