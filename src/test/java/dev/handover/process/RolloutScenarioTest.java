package dev.handover.process;

import static dev.handover.rollout.ApprovalStage.EXPANSION;
import static dev.handover.rollout.ApprovalStage.START;
import static dev.handover.rollout.ApprovalStage.WAVE;
import static dev.handover.rollout.ApprovalState.MORE_APPROVALS;
import static dev.handover.rollout.ApprovalState.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.rollout.ApprovalPolicy;
import dev.handover.rollout.OnFailure;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.SliderMode;
import dev.handover.rollout.TaskKind;
import dev.handover.rollout.WaveCourse;
import java.time.Duration;
import java.util.Date;
import org.camunda.bpm.engine.impl.persistence.entity.TimerEntity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.mockito.InOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.util.ReflectionTestUtils;

/** One test per way out of each process, and no way that none of them takes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolloutScenarioTest extends WaveDecisionScenarios {

  private static final ApprovalPolicy NOBODY =
      new ApprovalPolicy(0, "change-managers", "administrators");

  @Autowired private WatchCycle watchCycle;

  @AfterAll
  void every_flow_node_and_every_sequence_flow_has_been_visited() {
    assertThat(coverage.missed()).isEmpty();
  }

  // The rollout -----------------------------------------------------------------------------------

  @Test
  void a_green_rollout_runs_through_in_order_and_completes() {
    when(slider.openHandover(ID)).thenReturn(SliderMode.AUTOMATIC);
    start();
    assertThat(timer("timerEvent_startReached").getDuedate())
        .isEqualTo(Date.from(NOW.plus(Duration.ofMinutes(1))));
    verify(life, never()).begin(any());
    fire("timerEvent_startReached");
    wavePasses();
    wavePasses();
    wavePasses();
    assertThat(waiting()).containsExactly("messageEvent_sliderConfirmed");
    sliderConfirmed();
    wavePasses();

    assertEndedAt("endEvent_rolloutCompleted");
    InOrder order = inOrder(registration, life, slider, end, course);
    order.verify(registration).register(eq("a plan"), eq(REQUESTER), any());
    order.verify(life).adoptPolicy(ID, 0, 0, 0, SliderMode.AUTOMATIC, OnFailure.PLAN);
    order.verify(course).open(ID, START, 0, NOBODY);
    order.verify(life).schedule(ID);
    order.verify(life).begin(ID);
    order.verify(life).freezeWave(ID, 0);
    order.verify(life).orderWave(ID, 0);
    order.verify(life).openExpansion(ID);
    order.verify(course).open(ID, EXPANSION, 0, NOBODY);
    order.verify(course).open(ID, WAVE, 1, NOBODY);
    order.verify(life).freezeWave(ID, 1);
    order.verify(life).orderWave(ID, 1);
    order.verify(life).freezeWave(ID, 2);
    order.verify(life).orderWave(ID, 2);
    order.verify(slider).openHandover(ID);
    order.verify(slider).orderSlider(ID);
    order.verify(slider).openWatch(ID);
    order.verify(life).freezeWave(ID, 3);
    order.verify(life).orderWave(ID, 3);
    order.verify(end).complete(ID);
  }

  @Test
  void nothing_is_moved_before_the_start_is_approved_by_as_many_as_it_takes() {
    answers(START, 0, MORE_APPROVALS);
    start();
    decide(TaskKind.APPROVE_START, APPROVER, Outcome.APPROVE, "more-approvals");
    assertThat(waiting()).containsExactly("userTask_approve");
    verify(life, never()).schedule(any());
    decide(TaskKind.APPROVE_START, ADMIN, Outcome.APPROVE, "approved");
    assertThat(waiting()).containsExactly("timerEvent_startReached");
  }

  @Test
  void a_rejected_start_cancels_the_rollout() {
    answers(START, 0, REJECTED);
    start();
    assertEndedAt("endEvent_rolloutCancelled");
    verify(end).cancel(ID);
    verify(rollback, never()).orderRestore(any());
  }

  @Test
  void the_expansion_waits_for_approval_and_goes_on_with_it() {
    answers(EXPANSION, 0, MORE_APPROVALS);
    startPilot();
    wavePasses();
    decide(TaskKind.APPROVE_EXPANSION, APPROVER, Outcome.APPROVE, "approved");
    verify(life).freezeWave(ID, 1);
  }

  @Test
  void a_rejected_expansion_rolls_back() {
    answers(EXPANSION, 0, MORE_APPROVALS);
    startPilot();
    wavePasses();
    decide(TaskKind.APPROVE_EXPANSION, APPROVER, Outcome.REJECT, "rejected");
    verify(rollback).orderRestore(ID);
    devicesBack(false);
    assertEndedAt("endEvent_rolledBack");
  }

  @Test
  void a_wave_waits_for_approval_and_goes_on_with_it() {
    answers(WAVE, 2, MORE_APPROVALS);
    startPilot();
    wavePasses();
    wavePasses();
    assertThat(openTask(APPROVER).wave()).isEqualTo(2);
    decide(TaskKind.APPROVE_WAVE, APPROVER, Outcome.APPROVE, "approved");
    verify(decisions).decide(eq(ID), eq(TaskKind.APPROVE_WAVE), eq(2), any(), eq(APPROVER));
    verify(life).freezeWave(ID, 2);
  }

  @Test
  void a_rejected_wave_rolls_back() {
    answers(WAVE, 1, REJECTED);
    startPilot();
    wavePasses();
    verify(rollback).orderRestore(ID);
    verify(life, never()).freezeWave(ID, 1);
  }

  @Test
  void a_person_moves_the_slider_and_read_back_confirms_it() {
    when(slider.openHandover(ID)).thenReturn(SliderMode.PERSON);
    startPilot();
    wavePasses();
    wavePasses();
    wavePasses();
    decide(TaskKind.MOVE_SLIDER, ADMIN, Outcome.DONE, "done");
    verify(slider, never()).openWatch(any());
    sliderConfirmed();
    verify(slider).openWatch(ID);
    verify(slider, never()).orderSlider(any());
  }

  @Test
  void the_slider_waits_until_it_is_clear_to_move() {
    when(slider.openHandover(ID)).thenReturn(SliderMode.WAITS, SliderMode.PERSON);
    startPilot();
    wavePasses();
    wavePasses();
    wavePasses();
    assertThat(waiting()).containsExactly("messageEvent_sliderClearToMove");
    assertThat(workflow.tasks(ADMIN)).isEmpty();

    clearToMove();
    assertThat(openTask(ADMIN).kind()).isEqualTo(TaskKind.MOVE_SLIDER);
  }

  @Test
  void devices_that_have_come_since_make_one_more_wave_before_the_slider_moves() {
    when(slider.openHandover(ID)).thenAnswer(call -> oneMoreWave()).thenReturn(SliderMode.PERSON);
    startPilot();
    wavePasses();
    wavePasses();
    verify(late).join(ID, 2);
    verify(late, never()).join(ID, 1);
    wavePasses();
    verify(late).join(ID, 3);
    assertThat(workflow.tasks(ADMIN)).isEmpty();

    wavePasses();
    assertThat(openTask(ADMIN).kind()).isEqualTo(TaskKind.MOVE_SLIDER);
  }

  @Test
  void a_slider_that_stays_needs_nobody() {
    startPilot();
    wavePasses();
    wavePasses();
    wavePasses();
    verify(slider).openWatch(ID);
    assertThat(workflow.tasks(ADMIN)).isEmpty();
  }

  @Test
  void a_rollback_can_be_asked_for_in_the_middle_of_a_wave() {
    startPilot();
    wavePasses();
    clearToMove();
    assertThat(workflow.rollbackRequested(ID)).isTrue();
    goOn();
    verify(rollback).orderRestore(ID);
    assertThat(waiting()).containsExactly("messageEvent_devicesBack");
    assertThat(workflow.waveJudged(ID, WaveCourse.PASSED)).isFalse();
    assertThat(workflow.rollbackRequested(ID)).isFalse();
    devicesBack(false);
    assertEndedAt("endEvent_rolledBack");
  }

  @Test
  void a_cancelled_rollout_ends_where_it_stands() {
    startPilot();
    assertThat(workflow.cancelRequested(ID)).isTrue();
    goOn();
    assertEndedAt("endEvent_rolloutCancelled");
    verify(end).cancel(ID);
  }

  @Test
  void
      a_failed_wave_that_is_held_is_asked_about_anew_and_rolled_back_only_when_that_time_is_over() {
    pilotIsJudged(WaveCourse.ASK_FAILED);
    hold(APPROVER, Duration.ofHours(96));
    verify(rollback, never()).orderRestore(ID);
    assertThat(openTask(APPROVER).kind()).isEqualTo(TaskKind.DECIDE_FAILED_WAVE);
    assertThat(timer("boundaryEvent_failedTooLong").getDuedate())
        .isEqualTo(Date.from(NOW.plus(Duration.ofMinutes(96))));
    fire("boundaryEvent_failedTooLong");
    verify(rollback).orderRestore(ID);
  }

  // The rollback ----------------------------------------------------------------------------------

  @Test
  void handover_moves_the_slider_back_where_it_can() {
    rollbackWith(SliderMode.AUTOMATIC);
    verify(rollback).orderSliderBack(ID);
    sliderConfirmed();
    devicesBack(false);
    verify(rollback).close(ID);
    assertEndedAt("endEvent_rolledBack");
  }

  @Test
  void a_person_moves_the_slider_back_and_read_back_confirms_it() {
    rollbackWith(SliderMode.PERSON);
    decide(TaskKind.MOVE_SLIDER_BACK, ADMIN, Outcome.DONE, "done");
    assertThat(waiting()).containsExactly("messageEvent_sliderBackConfirmed");
    sliderConfirmed();
    assertThat(waiting()).containsExactly("messageEvent_devicesBack");
  }

  @Test
  void a_rollback_with_exceptions_ends_only_when_a_person_has_gone_through_them() {
    rollbackWith(SliderMode.NONE);
    devicesBack(true);
    decide(TaskKind.REVIEW_EXCEPTIONS, APPROVER, Outcome.EXTEND, "extend");
    assertThat(waiting()).containsExactly("messageEvent_devicesBack");
    devicesBack(true);
    verify(rollback, never()).close(any());
    decide(TaskKind.REVIEW_EXCEPTIONS, APPROVER, Outcome.DONE, "done");
    verify(rollback).close(ID);
    assertEndedAt("endEvent_rolledBack");
  }

  @Test
  void exceptions_that_come_back_by_themselves_are_nobodys_to_go_through_any_more() {
    rollbackWith(SliderMode.NONE);
    devicesBack(true);
    assertThat(waiting()).containsExactly("userTask_reviewExceptions");
    assertThat(workflow.devicesBack(ID, true)).isFalse();
    assertThat(waiting()).containsExactly("userTask_reviewExceptions");
    devicesBack(false);
    verify(rollback).close(ID);
    assertEndedAt("endEvent_rolledBack");
  }

  private void rollbackWith(SliderMode slider) {
    when(rollback.orderRestore(ID)).thenReturn(slider);
    startPilot();
    assertThat(workflow.rollbackRequested(ID)).isTrue();
    goOn();
  }

  // The watch -------------------------------------------------------------------------------------

  @Test
  void a_cycle_of_the_watch_runs_on_a_thread_of_its_own() {
    Thread[] ran = new Thread[1];
    doAnswer(
            i -> {
              ran[0] = Thread.currentThread();
              return null;
            })
        .when(watch)
        .cycle();
    fire("startEvent_cycleDue");
    assertThat(ran[0]).isNotNull().isNotSameAs(Thread.currentThread());
  }

  @Test
  void a_cycle_that_fails_is_given_up_and_leaves_nothing_but_the_next_one() {
    doThrow(new IllegalStateException("the site is down")).when(watch).cycle();
    fire("startEvent_cycleDue");
    fire("startEvent_cycleDue");
    assertThat(management.createJobQuery().activityId("startEvent_cycleDue").count()).isOne();
    assertThat(runtime.createProcessInstanceQuery().list()).isEmpty();
    assertThat(timer("startEvent_cycleDue").getRetries()).isPositive();
  }

  @Test
  void a_cycle_leaves_nothing_in_the_history_and_a_rollout_does() {
    fire("startEvent_cycleDue");
    assertThat(
            history.createHistoricProcessInstanceQuery().processDefinitionKey("waveWatch").count())
        .isZero();
    assertThat(history.createHistoricActivityInstanceQuery().activityId("serviceTask_watch").list())
        .isEmpty();

    start();
    assertThat(
            history
                .createHistoricProcessInstanceQuery()
                .processDefinitionKey("workloadRollout")
                .count())
        .isOne();
  }

  @Test
  void a_changed_cycle_counts_from_the_next_cycle_on() {
    assertThat(((TimerEntity) timer("startEvent_cycleDue")).getRepeat()).endsWith("/PT1S");
    Object before = ReflectionTestUtils.getField(watchCycle, "settings");
    ReflectionTestUtils.setField(watchCycle, "settings", new WatchSettings(Duration.ofSeconds(5)));
    try {
      fire("startEvent_cycleDue");
      assertThat(((TimerEntity) timer("startEvent_cycleDue")).getRepeat()).endsWith("/PT5S");
    } finally {
      ReflectionTestUtils.setField(watchCycle, "settings", before);
      fire("startEvent_cycleDue");
    }
  }
}
