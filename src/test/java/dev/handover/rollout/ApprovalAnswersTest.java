package dev.handover.rollout;

import static dev.handover.rollout.ApprovalStage.EXPANSION;
import static dev.handover.rollout.ApprovalStage.START;
import static dev.handover.rollout.ApprovalStage.WAVE;
import static dev.handover.rollout.ApprovalState.APPROVED;
import static dev.handover.rollout.ApprovalState.DEFERRED;
import static dev.handover.rollout.ApprovalState.MORE_APPROVALS;
import static dev.handover.rollout.ApprovalState.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What people may answer to an approval, what that is bound to, and who may pass it on. */
abstract class ApprovalAnswersTest extends ApprovalWorld {

  static class OnH2Test extends ApprovalAnswersTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends ApprovalAnswersTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @Test
  void different_people_approve_as_many_as_the_greatest_of_policy_and_stage_asks_for() {
    open(EXPANSION, new ApprovalPolicy(2, "change-managers", "administrators"));
    assertThat(answer(EXPANSION, approve(), ONE)).isEqualTo(MORE_APPROVALS);
    assertThatThrownBy(() -> answer(EXPANSION, approve(), ONE))
        .hasMessage("approver1 has approved this already; another person has to.");
    assertThat(answer(EXPANSION, approve(), TWO)).isEqualTo(APPROVED);
    assertThat(waiting()).isEqualTo("Approved by approver2; what follows begins by itself.");
    assertThatThrownBy(
            () -> answer(EXPANSION, approve(), new Actor("x", Set.of(Role.CHANGE_MANAGER))))
        .hasMessage("This has been decided already.");
  }

  @Test
  void a_stage_that_policy_asks_nobody_about_goes_on_and_the_first_wave_goes_with_the_expansion() {
    assertThat(open(WAVE, 2, NOBODY).state()).isEqualTo(APPROVED);
    assertThat(open(WAVE, 1, SOMEBODY).state()).isEqualTo(APPROVED);
    assertThat(open(WAVE, 2, SOMEBODY).state()).isEqualTo(MORE_APPROVALS);
  }

  @Test
  void what_policy_said_of_a_stage_holds_when_its_wave_is_ordered() {
    open(EXPANSION, new ApprovalPolicy(2, "change-managers", "administrators"));
    answer(EXPANSION, approve(), ONE);
    assertThatThrownBy(() -> approvals.require(rollouts.get(ID), 1))
        .hasMessageContaining("has not been approved (EXPANSION, wave 0)");
    answer(EXPANSION, approve(), TWO);
    approvals.require(rollouts.get(ID), 1);
  }

  @Test
  void a_rejection_takes_back_what_has_moved_and_nothing_before_the_start() {
    open(EXPANSION, SOMEBODY);
    assertThat(answer(EXPANSION, new Decision(Outcome.REJECT, "no", null), ONE))
        .isEqualTo(REJECTED);
    verify(rollback).begin(ID, 0, "rejected by approver1: no", "approver1");
    reset(rollback);
    open(START, SOMEBODY);
    assertThat(answer(START, new Decision(Outcome.REJECT, "no", null), ONE)).isEqualTo(REJECTED);
    verify(rollback, never()).begin(any(), anyInt(), any(), any());
    assertThat(waiting()).isEqualTo("Rejected by approver1; what follows begins by itself.");
  }

  @Test
  void an_approval_is_put_off_to_a_moment_to_come_within_30_days_and_the_deadline() {
    open(EXPANSION, SOMEBODY);
    assertThatThrownBy(() -> answer(EXPANSION, defer(Duration.ZERO), ONE))
        .hasMessageStartingWith("It can be put off to a moment to come; now it is ");
    assertThatThrownBy(() -> answer(EXPANSION, defer(Duration.ofDays(31)), ONE))
        .hasMessageStartingWith("It can be put off by 30 days at most, until ");
    assertThatThrownBy(() -> answer(EXPANSION, defer(Duration.ofDays(21)), ONE))
        .hasMessageStartingWith("It cannot be put off past the deadline of the rollout, ");
    assertThat(answer(EXPANSION, defer(Duration.ofDays(3)), ONE)).isEqualTo(DEFERRED);
    assertThat(waiting()).startsWith("Deferred by approver1 until ").endsWith(": later");
    assertThat(row(EXPANSION).deferrals()).isEqualTo(1);
    assertThat(views.of(ID).get(0).until()).isEqualTo(clock.instant().plus(Duration.ofDays(3)));
  }

  @Test
  void after_a_deferral_time_begins_anew_and_who_has_approved_before_still_has() {
    open(EXPANSION, new ApprovalPolicy(2, "change-managers", "administrators"));
    answer(EXPANSION, approve(), ONE);
    answer(EXPANSION, defer(Duration.ofDays(3)), TWO);
    course.escalate(ID, EXPANSION, 0);
    clock.advance(Duration.ofDays(3));
    ApprovalRound round = inTransaction(() -> course.resume(ID, EXPANSION, 0));
    assertThat(round.state()).isEqualTo(MORE_APPROVALS);
    assertThat(round.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofDays(2)));
    assertThat(row(EXPANSION).escalatedAt()).isNull();
    assertThat(row(EXPANSION).deferrals()).isEqualTo(1);
    assertThat(answer(EXPANSION, approve(), TWO)).isEqualTo(APPROVED);
  }

  @Test
  void what_was_asked_for_before_this_was_kept_cannot_be_put_off_and_is_approved_as_before() {
    jdbc.sql(
            """
            insert into quarantine (rollout_id, dimension, label, wave_no, since, why)
            values ('R-1', 'model', 'Precision', 0, :now, 'why')""")
        .param("now", Sql.time(clock.instant()))
        .update();
    assertThatThrownBy(() -> answer(EXPANSION, defer(Duration.ofDays(3)), ONE))
        .hasMessageContaining("asked for by an earlier version of the process");
    assertThat(answer(EXPANSION, approve(), ONE)).isEqualTo(APPROVED);
  }

  @Test
  void a_risk_is_accepted_by_name_and_only_where_there_is_one() {
    open(EXPANSION, SOMEBODY);
    assertThatThrownBy(() -> answer(EXPANSION, accept("all well"), ONE))
        .hasMessage("Nothing is at risk here; the answer is 'approve' (outcome).");
    decisions.save(
        rollouts.get(ID), "DECIDE_FAILED_WAVE", 0, accept("a bug of the agent"), "two", "e0");
    jdbc.sql(
            """
            insert into quarantine (rollout_id, dimension, label, wave_no, since, why)
            values ('R-1', 'model', 'Precision', 0, :now, 'why')""")
        .param("now", Sql.time(clock.instant()))
        .update();
    assertThat(course.risk(ID, EXPANSION, 0)).isEqualTo("accepted");
    assertThat(course.risk(ID, START, 0)).isEqualTo("none");
    assertThat(course.risk(ID, WAVE, 2)).isEqualTo("quarantine");
    assertThatThrownBy(() -> answer(EXPANSION, approve(), ONE))
        .hasMessage(
            "Something is at risk: accept the risk ('accept-risk') with a comment that names 'Pilot' and 'quarantine'. Pilot has not passed the gate cleanly; its risk was accepted. In quarantine, and kept out: Model Precision.");
    assertThatThrownBy(() -> answer(EXPANSION, accept("the pilot is fine"), ONE))
        .hasMessageContaining("names 'Pilot' and 'quarantine'");
    assertThat(answer(EXPANSION, accept("the Quarantine stands, the pilot is fine"), ONE))
        .isEqualTo(APPROVED);
  }

  @Test
  void what_conditional_access_would_do_is_a_risk_where_policy_makes_more_of_it_than_a_note() {
    when(access.ahead(any(), any(), anyInt()))
        .thenReturn(
            Optional.of(
                new Outlook(null, null, null, List.of(), List.of("3 users would lose access."))));
    assertThat(course.risk(ID, EXPANSION, 0)).isEqualTo("access");
    open(EXPANSION, SOMEBODY);
    assertThatThrownBy(() -> answer(EXPANSION, approve(), ONE))
        .hasMessageContaining("names 'Conditional Access'. Conditional Access: 3 users would lose");
  }

  @Test
  void another_version_of_the_process_voids_approvals_until_what_they_open_has_begun() {
    open(EXPANSION, SOMEBODY);
    answer(EXPANSION, approve(), ONE);
    when(workflow.processVersion(ID)).thenReturn("workloadRollout:2");
    assertThatThrownBy(() -> approvals.require(rollouts.get(ID), 1))
        .hasMessageContaining("has not been approved");
    assertThat(views.of(ID))
        .extracting(DecisionView::processVersion, DecisionView::voidBecause)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "workloadRollout:1",
                "the rollout runs on another version of its process now (workloadRollout:2, then workloadRollout:1)"));
    assertThat(open(EXPANSION, SOMEBODY).state()).isEqualTo(MORE_APPROVALS);
    verify(journal)
        .tell(
            eq("handover"),
            eq("approval-void"),
            eq(ID),
            contains("The approval of the expansion by approver1 no longer counts: "));

    jdbc.sql("update wave set state = 'SOAKING' where no = 1").update();
    approvals.require(rollouts.get(ID), 1);
    assertThat(views.of(ID)).extracting(DecisionView::voidBecause).containsOnlyNulls();
  }

  @Test
  void changed_evidence_plan_or_scope_voids_approvals_and_says_which() {
    open(EXPANSION, SOMEBODY);
    answer(EXPANSION, approve(), ONE);
    assertThat(approvals.state(rollouts.get(ID), EXPANSION, 0)).isEqualTo(APPROVED);
    assertVoid(
        "update wave set approvals_from = current_timestamp where no = 1", "regressed since");
    assertVoid("update wave set evidence_hash = 'e1' where no = 0", "the evidence has changed");
    assertVoid("update rollout set scope_hash = 'other'", "the devices of the rollout");
    assertVoid("update rollout set plan_hash = 'other'", "the plan has changed");
    jdbc.sql("update rollout set state = 'ROLLING_BACK'").update();
    assertThat(views.of(ID).get(0).voidBecause()).contains("regressed since");
  }

  private void assertVoid(String change, String why) {
    clock.set(TestClock.START);
    jdbc.sql(change).update();
    assertThat(approvals.state(rollouts.get(ID), EXPANSION, 0)).isEqualTo(MORE_APPROVALS);
    assertThat(views.of(ID).get(0).voidBecause()).contains(why);
  }

  @Test
  void a_task_is_delegated_to_a_colleague_who_could_decide_and_to_nobody_else() {
    open(EXPANSION, new ApprovalPolicy(2, "change-managers", "administrators"));
    answer(EXPANSION, approve(), TWO);
    assertRefused(ONE, ASKED, "requester asked for this rollout");
    assertRefused(ONE, AUDITOR, "auditor may not decide this");
    assertRefused(ONE, TWO, "approver2 has approved this already");
    assertRefused(ONE, ONE, "not to oneself");
    assertRefused(ASKED, ONE, "it takes another person");
    assertRefused(AUDITOR, ONE, "auditor may not");
    delegate(TWO, ONE, TaskKind.APPROVE_EXPANSION);
    verify(journal)
        .taskDelegated(
            "approver2",
            "approver1",
            ID,
            "Approve expansion: Apps is delegated by approver2 to approver1: I am away");
    assertThatThrownBy(() -> delegate(TWO, ONE, TaskKind.MOVE_SLIDER))
        .hasMessageContaining("is work, no decision");
  }

  private void assertRefused(Actor from, Actor to, String why) {
    assertThatThrownBy(() -> delegate(from, to, TaskKind.APPROVE_EXPANSION))
        .isInstanceOf(Refused.class)
        .hasMessageContaining(why);
  }

  private void delegate(Actor from, Actor to, TaskKind kind) {
    OpenTask task =
        new OpenTask(
            "t1",
            ID,
            0,
            kind,
            kind.title() + ": Apps",
            clock.instant(),
            null,
            List.of("change-managers"),
            null);
    inTransaction(
        () -> {
          delegation.delegate(task, to, "I am away", from);
          return null;
        });
  }
}
