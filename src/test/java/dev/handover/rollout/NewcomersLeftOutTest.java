package dev.handover.rollout;

import static dev.handover.rollout.ApprovalStage.EXPANSION;
import static dev.handover.rollout.ApprovalStage.WAVE;
import static dev.handover.rollout.ApprovalState.APPROVED;
import static dev.handover.rollout.ApprovalState.LEFT_OUT;
import static dev.handover.rollout.ApprovalState.MORE_APPROVALS;
import static dev.handover.rollout.ApprovalState.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.TestDatabase;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** Newcomers to whom nobody agrees, and when that is more than a matter of them. */
abstract class NewcomersLeftOutTest extends ApprovalWorld {

  static class OnH2Test extends NewcomersLeftOutTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends NewcomersLeftOutTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @BeforeEach
  void devicesInTheirWaves() {
    when(workflow.mayLeaveOut(ID)).thenReturn(true);
    for (int device = 1; device <= 6; device++) {
      device(device, (device - 1) / 2, false);
    }
    seal(0);
  }

  @Test
  void where_policy_asks_nobody_a_no_leaves_them_out_and_what_was_approved_before_counts_again() {
    String approved = rollouts.get(ID).scopeHash();
    wavesPassed(1);
    join(2, 2);
    assertThat(open(WAVE, 2, NOBODY).state()).isEqualTo(MORE_APPROVALS);

    RolloutRow asked = rollouts.get(ID);
    Decision no = new Decision(Outcome.REJECT, "not these", null);
    assertThat(inTransaction(() -> answers.take(asked, WAVE, 2, no, ONE, "e1")))
        .isEqualTo(LEFT_OUT);

    RolloutRow now = rollouts.get(ID);
    assertThat(now.scopeHash()).isEqualTo(approved);
    assertThat(now.scopeWave()).isZero();
    assertThat(now.population()).isEqualTo(6);
    assertThat(waves.get(ID, 2)).extracting("size", "joined").containsExactly(2, 0);
    assertThat(count("wave_device")).isEqualTo(6);
    assertThat(count("lease")).as("another rollout may have them").isEqualTo(6);
    assertThat(approvals.state(now, WAVE, 2)).isEqualTo(APPROVED);
    verify(rollback, never()).begin(any(), anyInt(), any(), any());
    verify(journal)
        .tell(
            ONE.id(),
            "scope-changed",
            ID,
            "Rejected by approver1: not these; the 2 devices that had joined Wave 2 of 2 are left"
                + " out and stay at Configuration Manager. The rollout goes on without them and"
                + " does not ask again; the slider waits at Pilot Intune as long as it would move"
                + " them.");
  }

  @Test
  void a_wave_that_they_alone_make_is_taken_back_whatever_policy_asks_of_it() {
    wavesPassed(2);
    jdbc.sql("update wave set cohort_from = 0, size = 0, soak_seconds = 99 where no = 3").update();
    assertThat(inTransaction(() -> late.append(ID, Duration.ofHours(1)))).isEqualTo(3);
    join(3, 1);
    assertThat(open(WAVE, 3, SOMEBODY).state()).isEqualTo(MORE_APPROVALS);
    assertThat(inTransaction(() -> course.expire(ID, WAVE, 3))).isEqualTo(LEFT_OUT);
    assertThat(waves.all(ID)).hasSize(4);
    assertThat(waves.get(ID, 3))
        .extracting("cohortFrom", "size", "soak")
        .containsExactly(0, 0, Duration.ofSeconds(99));
    assertThat(opened.find(ID, WAVE, 3)).isEmpty();
    verify(journal)
        .tell(
            "handover",
            "approval-expired",
            ID,
            "Nobody approved wave 3 within 2 days; the device that had joined Wave 3 of 3 is left"
                + " out and stays at Configuration Manager. The rollout goes on without it and"
                + " does not ask again; the slider waits at Pilot Intune as long as it would move"
                + " it.");
    verify(rollback, never()).begin(any(), anyInt(), any(), any());
  }

  @Test
  void what_people_are_asked_about_without_them_goes_back_with_all_the_rest() {
    join(1, 1);
    open(EXPANSION, SOMEBODY);
    assertThat(row(EXPANSION).leavesOut()).isFalse();
    assertThat(inTransaction(() -> course.expire(ID, EXPANSION, 0))).isEqualTo(REJECTED);
    verify(rollback).begin(ID, 0, "nobody approved the expansion within 2 days", "handover");
  }

  @Test
  void with_devices_released_from_quarantine_or_on_an_earlier_model_all_goes_back() {
    wavesPassed(1);
    join(2, 2);
    when(workflow.mayLeaveOut(ID)).thenReturn(false);
    open(WAVE, 2, NOBODY);
    assertThat(opened.find(ID, WAVE, 2).orElseThrow().leavesOut()).isFalse();

    when(workflow.mayLeaveOut(ID)).thenReturn(true);
    open(WAVE, 2, NOBODY);
    assertThat(opened.find(ID, WAVE, 2).orElseThrow().leavesOut()).isTrue();

    jdbc.sql("update wave set joined = 3 where no = 2").update();
    open(WAVE, 2, NOBODY);
    assertThat(opened.find(ID, WAVE, 2).orElseThrow().leavesOut()).isFalse();
  }

  /** Policy and plan ask one person about the expansion, and so about whoever joins later. */
  private void wavesPassed(int last) {
    jdbc.sql("update wave set state = 'PASSED', evidence_hash = 'e1' where no between 1 and :last")
        .param("last", last)
        .update();
  }

  private void join(int wave, int devices) {
    for (int i = 1; i <= devices; i++) {
      device(100 + i, wave, true);
    }
    late.recount(ID, wave, devices, devices);
    seal(wave);
  }

  private void device(int id, int wave, boolean late) {
    if (late) {
      jdbc.sql("insert into late_joiner (rollout_id, device_id, wave_no) values (:r, :d, :w)")
          .param("r", ID)
          .param("d", id)
          .param("w", wave)
          .update();
    }
    jdbc.sql("insert into wave_device (rollout_id, device_id, wave_no) values (:r, :d, :w)")
        .param("r", ID)
        .param("d", id)
        .param("w", wave)
        .update();
    jdbc.sql("insert into lease (workload, device_id, rollout_id) values ('client-apps', :d, :r)")
        .param("r", ID)
        .param("d", id)
        .update();
  }

  private void seal(int wave) {
    new Scope(jdbc, new NamedParameterJdbcTemplate(dataSource)).fix(ID);
    late.sealedWith(ID, wave);
  }

  private int count(String table) {
    return jdbc.sql("select count(*) from " + table).query(Integer.class).single();
  }
}
