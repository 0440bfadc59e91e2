package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.handover.rollout.Outcome;
import dev.handover.rollout.TaskKind;
import dev.handover.rollout.WaveCourse;
import java.time.Duration;
import java.util.Date;
import org.junit.jupiter.api.Test;

/** A wave that the gate has not passed, and what people decide on it. */
abstract class WaveDecisionScenarios extends ApprovalScenarios {

  // A wave ----------------------------------------------------------------------------------------

  @Test
  void a_wave_that_is_to_go_back_takes_the_rollout_back() {
    startPilot();
    clearToMove();
    judged(WaveCourse.ROLL_BACK);
    verify(rollback).orderRestore(ID);
  }

  @Test
  void the_risk_of_a_failed_wave_can_be_accepted() {
    pilotIsJudged(WaveCourse.ASK_FAILED);
    decide(TaskKind.DECIDE_FAILED_WAVE, APPROVER, Outcome.ACCEPT_RISK, "accept-risk");
    verify(life).openExpansion(ID);
  }

  @Test
  void a_failed_wave_can_be_rolled_back() {
    pilotIsJudged(WaveCourse.ASK_FAILED);
    decide(TaskKind.DECIDE_FAILED_WAVE, APPROVER, Outcome.ROLLBACK, "rollback");
    verify(rollback).orderRestore(ID);
  }

  @Test
  void a_failed_wave_that_nobody_decides_is_rolled_back_by_its_deadline() {
    pilotIsJudged(WaveCourse.ASK_FAILED);
    nobodyDecides("boundaryEvent_failedTooLong", TaskKind.DECIDE_FAILED_WAVE);
  }

  @Test
  void the_risk_of_an_undecided_wave_can_be_accepted() {
    pilotIsJudged(WaveCourse.ASK_UNDECIDED);
    decide(TaskKind.DECIDE_UNDECIDED_WAVE, APPROVER, Outcome.ACCEPT_RISK, "accept-risk");
    verify(life).openExpansion(ID);
  }

  @Test
  void an_undecided_wave_can_be_watched_for_longer() {
    pilotIsJudged(WaveCourse.ASK_UNDECIDED);
    decide(TaskKind.DECIDE_UNDECIDED_WAVE, APPROVER, Outcome.EXTEND, "extend");
    assertThat(waiting()).containsExactly("messageEvent_waveJudged");
    judged(WaveCourse.PASSED);
    verify(life, times(1)).orderWave(ID, 0);
    verify(life).openExpansion(ID);
  }

  @Test
  void an_undecided_wave_can_be_rolled_back() {
    pilotIsJudged(WaveCourse.ASK_UNDECIDED);
    decide(TaskKind.DECIDE_UNDECIDED_WAVE, APPROVER, Outcome.ROLLBACK, "rollback");
    verify(rollback).orderRestore(ID);
  }

  @Test
  void an_undecided_wave_that_nobody_decides_is_rolled_back_by_its_deadline() {
    pilotIsJudged(WaveCourse.ASK_UNDECIDED);
    nobodyDecides("boundaryEvent_undecidedTooLong", TaskKind.DECIDE_UNDECIDED_WAVE);
  }

  void pilotIsJudged(WaveCourse course) {
    startPilot();
    clearToMove();
    judged(course);
  }

  private void nobodyDecides(String timer, TaskKind kind) {
    assertThat(timer(timer).getDuedate()).isEqualTo(Date.from(NOW.plus(Duration.ofMinutes(24))));
    fire(timer);
    verify(decisions).expired(ID, 0);
    verify(rollback).orderRestore(ID);
    assertThat(workflow.tasks(APPROVER)).isEmpty();
  }
}
