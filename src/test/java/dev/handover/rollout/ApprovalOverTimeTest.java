package dev.handover.rollout;

import static dev.handover.rollout.ApprovalStage.EXPANSION;
import static dev.handover.rollout.ApprovalStage.START;
import static dev.handover.rollout.ApprovalState.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.handover.TestDatabase;
import dev.handover.calendar.Moment;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Who is reminded of an approval, who is asked next, and what follows where nobody answers. */
abstract class ApprovalOverTimeTest extends ApprovalWorld {

  static class OnH2Test extends ApprovalOverTimeTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends ApprovalOverTimeTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @Test
  void people_are_reminded_and_others_asked_once_in_a_round_and_not_once_it_is_decided() {
    ApprovalRound round = open(EXPANSION, SOMEBODY);
    Instant now = clock.instant();
    assertThat(round.remindAt()).isEqualTo(now.plus(Duration.ofHours(6)));
    assertThat(round.escalateAt()).isEqualTo(now.plus(Duration.ofHours(12)));
    assertThat(round.expiresAt()).isEqualTo(now.plus(Duration.ofDays(2)));
    course.remind(ID, EXPANSION, 0);
    course.remind(ID, EXPANSION, 0);
    verify(journal)
        .tell(
            eq("handover"),
            eq("approval-reminded"),
            eq(ID),
            contains("The expansion still waits for approval by change-managers; without it"));
    assertThat(course.escalate(ID, EXPANSION, 0)).isTrue();
    assertThat(course.escalate(ID, EXPANSION, 0)).isFalse();
    verify(journal)
        .tell(
            eq("handover"), eq("approval-escalated"), eq(ID), contains("administrators are asked"));
    open(EXPANSION, SOMEBODY);
    answer(EXPANSION, approve(), ONE);
    assertThat(course.escalate(ID, EXPANSION, 0)).isFalse();
  }

  @Test
  void what_nobody_approves_in_time_counts_as_rejected() {
    open(EXPANSION, SOMEBODY);
    course.expire(ID, EXPANSION, 0);
    course.expire(ID, EXPANSION, 0);
    verify(rollback).begin(ID, 0, "nobody approved the expansion within 2 days", "handover");
    assertThat(approvals.state(rollouts.get(ID), EXPANSION, 0)).isEqualTo(REJECTED);
    assertThatThrownBy(() -> answer(EXPANSION, approve(), ONE))
        .hasMessage("This has been decided already.");
  }

  @Test
  void what_nobody_could_approve_is_asked_anew_once() {
    Instant first = open(EXPANSION, SOMEBODY).expiresAt();
    course.remind(ID, EXPANSION, 0);
    clock.advance(Duration.ofDays(5));

    ApprovalRound anew = course.askAnew(ID, EXPANSION, 0).orElseThrow();

    assertThat(anew.state()).isEqualTo(ApprovalState.MORE_APPROVALS);
    assertThat(anew.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofDays(2)));
    verify(journal)
        .tell(
            "handover",
            "approval-asked-anew",
            ID,
            "Handover was away when the time to approve the expansion ran out at %s; change-managers are asked anew, once; without it what has moved goes back at %s."
                .formatted(Moment.words(first), Moment.words(anew.expiresAt())));
    verify(rollback, never()).begin(anyString(), anyInt(), anyString(), anyString());
    course.remind(ID, EXPANSION, 0);
    verify(journal, times(2)).tell(anyString(), eq("approval-reminded"), anyString(), anyString());

    clock.advance(Duration.ofDays(5));
    assertThat(course.askAnew(ID, EXPANSION, 0)).isEmpty();
  }

  @Test
  void what_is_decided_is_not_asked_anew() {
    open(EXPANSION, SOMEBODY);
    answer(EXPANSION, approve(), ONE);
    assertThat(course.askAnew(ID, EXPANSION, 0)).isEmpty();
  }

  @Test
  void a_start_that_nobody_approves_moves_nothing_back() {
    open(START, SOMEBODY);
    course.expire(ID, START, 0);
    verify(rollback, never()).begin(anyString(), anyInt(), anyString(), anyString());
    verify(journal)
        .tell(
            "handover",
            "approval-expired",
            ID,
            "Nobody approved the start within 2 days; nothing has moved, and the rollout ends.");
  }

  @Test
  void policy_names_only_groups_whose_members_may_decide() {
    assertThatThrownBy(() -> new ApprovalPolicy(1, "auditors", "administrators"))
        .hasMessage(
            "approval-policy.dmn names the group 'auditors', whose members may not decide; it must be one of [administrators, change-managers]");
    assertThatThrownBy(() -> new ApprovalPolicy(-1, "change-managers", "administrators"))
        .hasMessageContaining("asks for -1 approvals");
  }
}
