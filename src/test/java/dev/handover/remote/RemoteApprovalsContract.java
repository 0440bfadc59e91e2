package dev.handover.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.endsWith;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.estate.EstateException;
import dev.handover.estate.IntuneTenant.ActionState;
import dev.handover.estate.RemoteAction;
import dev.handover.remote.RemoteWorkflow.End;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.rollout.TaskBrief.Fact;
import dev.handover.security.Actor;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What destroys something: approved by another person, sent once, followed to its end. */
abstract class RemoteApprovalsContract extends WaveActionsContract {

  @Test
  void what_destroys_waits_for_another_person_and_is_sent_once_approved() {
    String key = asked(RemoteAction.WIPE);
    verify(workflow).begin(key);
    verify(journalRoom)
        .append(
            any(), any(), any(), any(), endsWith(HOSTILE + ". Another person has to approve it."));
    assertThat(view(key).state()).isEqualTo(Progress.AWAITING_APPROVAL);
    assertThat(view(key).approval().expiresAt())
        .isEqualTo(clock.instant().plus(Duration.ofDays(2)));
    assertThat(view(key).approval().processInstanceId()).isEqualTo("process");
    later(Duration.ofHours(1));
    verify(tenant, never()).act(any(), any());

    assertThat(decide(key, Outcome.APPROVE, APPROVER)).isTrue();
    later(Duration.ofHours(1));
    // The decision alone sends nothing; the process orders it.
    verify(tenant, never()).act(any(), any());
    approvals.order(key);
    watch.cycle();
    verify(tenant).act("intune-1", RemoteAction.WIPE);
    assertThat(view(key).approval().decidedBy()).isEqualTo("approver1");
    assertThat(view(key).approval().comment()).isEqualTo("because");

    // A wiped device is gone from the tenant, and no longer co-managed here either.
    account.remove("intune-1");
    later(Duration.ofMinutes(10));
    assertState(key, Progress.DONE);
    verify(workflow).ended(key, End.DONE);
    assertThat(devices.find(1).orElseThrow().intuneId()).isNull();
    assertThat(devices.find(1).orElseThrow().managementState().name()).isEqualTo("CONFIGMGR_ONLY");
    later(Duration.ofDays(9));
    verify(tenant, times(1)).act(any(), any());
    verify(workflow, times(1)).ended(any(), any());
    assertThat(told())
        .containsExactly("remote-approval-opened", "remote-action-approved", "remote-action-done");
  }

  @Test
  void who_asked_does_not_approve_and_may_reject() {
    String key = asked(RemoteAction.RETIRE);
    assertThatThrownBy(() -> decide(key, Outcome.APPROVE, ADMIN))
        .isInstanceOf(Refused.class)
        .hasMessage("admin asked for this; it takes another person to approve it.");
    assertThatThrownBy(() -> decide(key, Outcome.APPROVE, REQUESTER))
        .hasMessageContaining("requester may not decide this");
    assertThatThrownBy(() -> decide(key, Outcome.DONE, APPROVER))
        .hasMessageContaining("'done' is no answer to this");
    assertThatThrownBy(
            () -> approvals.decide(key, new Decision(Outcome.REJECT, " ", null), APPROVER))
        .hasMessageContaining("A comment that says why is needed");
    assertState(key, Progress.AWAITING_APPROVAL);
    assertThat(decide(key, Outcome.REJECT, ADMIN)).isFalse();
    assertState(key, Progress.REJECTED);
    assertThatThrownBy(() -> decide(key, Outcome.APPROVE, APPROVER))
        .hasMessageContaining("no longer waits for a decision");
    assertThatThrownBy(() -> approvals.order(key)).isInstanceOf(Refused.class);
    later(Duration.ofDays(1));
    verify(tenant, never()).act(any(), any());
    // It may be asked for again.
    asked(RemoteAction.WIPE);
  }

  @Test
  void an_approval_binds_to_what_was_shown() {
    String key = asked(RemoteAction.WIPE);
    assertThatThrownBy(
            () -> approvals.decide(key, new Decision(Outcome.APPROVE, "because", null), APPROVER))
        .hasMessageContaining("evidenceHash");
    assertThatThrownBy(
            () -> approvals.decide(key, new Decision(Outcome.APPROVE, "because", "x"), APPROVER))
        .hasMessageContaining("look at it again");
    RemoteBrief brief = approvals.brief(key);
    assertThat(brief.title()).isEqualTo("Wipe PC-1");
    assertThat(brief.summary())
        .contains("admin asks for this", "everything on the device is lost", "it is refused")
        .doesNotContain(HOSTILE, "PC-1");
    assertThat(brief.facts())
        .contains(
            new Fact("Why", HOSTILE),
            new Fact("Device", "PC-1"),
            new Fact("What it is", "Dell, Latitude, LON"),
            new Fact("Managed by", "both systems; Intune knows it as intune-1"),
            new Fact(
                "Last heard of",
                "by Configuration Manager never, by Intune 23 November 2026 11:00 UTC"));
    jdbc.sql("update device set intune_id = 'anew' where id = 1").update();
    assertThatThrownBy(() -> decide(key, Outcome.APPROVE, APPROVER))
        .hasMessageContaining("has been enrolled anew");
  }

  @Test
  void nobody_who_approves_in_time_is_a_no() {
    String key = asked(RemoteAction.FRESH_START);
    clock.advance(Duration.ofDays(2));
    assertThatThrownBy(() -> decide(key, Outcome.APPROVE, APPROVER))
        .hasMessageContaining("The time to approve A-");
    approvals.expire(key);
    approvals.expire(key);
    assertState(key, Progress.EXPIRED);
    assertThat(told()).containsExactly("remote-approval-opened", "remote-action-expired");
    assertThatThrownBy(() -> approvals.order(key)).isInstanceOf(Refused.class);
  }

  @Test
  void an_approval_whose_process_is_gone_expires_all_the_same() {
    String key = asked(RemoteAction.WIPE);
    later(Duration.ofDays(2));
    assertState(key, Progress.AWAITING_APPROVAL);
    later(Duration.ofHours(1));
    assertState(key, Progress.EXPIRED);
  }

  @Test
  void nothing_is_destroyed_on_a_device_of_a_rollout_that_has_not_ended() {
    rollout("R-1", false);
    inWave("R-1", 1, null);
    inWave("R-1", 2, "NO_LICENCE");
    assertThatThrownBy(() -> desk.ask(1, RemoteAction.WIPE, "why", ADMIN))
        .hasMessage(
            "PC-1 is part of rollout R-1, which has not ended; it is not retired, wiped or started afresh before.");
    assertThatThrownBy(() -> desk.ask(2, RemoteAction.RETIRE, "why", ADMIN))
        .hasMessageContaining("PC-2 is left out of rollout R-1");
    jdbc.sql("insert into lease (workload, device_id, rollout_id) values ('client-apps', 3, 'R-1')")
        .update();
    assertThatThrownBy(() -> desk.ask(3, RemoteAction.FRESH_START, "why", ADMIN))
        .hasMessageContaining("PC-3 is part of rollout R-1");
    RemoteDesk.Offer offer = desk.offer(devices.find(1).orElseThrow(), ADMIN);
    assertThat(offer.waits()).contains("rollout R-1");
    assertThat(offer.actions()).noneMatch(RemoteAction::destructive).hasSize(4);
    desk.ask(1, RemoteAction.RESTART, "why", ADMIN);
  }

  @Test
  void a_rollout_that_comes_between_stops_it_at_each_step() {
    String first = asked(RemoteAction.WIPE);
    rollout("R-1", false);
    inWave("R-1", 1, null);
    assertThatThrownBy(() -> decide(first, Outcome.APPROVE, APPROVER))
        .hasMessageContaining("PC-1 is part of rollout R-1");

    String second = asked(2);
    decide(second, Outcome.APPROVE, APPROVER);
    inWave("R-1", 2, null);
    approvals.order(second);
    assertState(second, Progress.FAILED);
    assertThat(view(second).why()).startsWith("Not sent: PC-2 is part of rollout R-1");

    String third = asked(3);
    decide(third, Outcome.APPROVE, APPROVER);
    approvals.order(third);
    inWave("R-1", 3, null);
    watch.cycle();
    assertState(third, Progress.FAILED);
    watch.cycle();
    verify(workflow).ended(second, End.FAILED);
    verify(workflow).ended(third, End.FAILED);
    verify(tenant, never()).act(any(), any());
  }

  @Test
  void nothing_unapproved_is_sent_whatever_stands_in_the_process() {
    String key = asked(RemoteAction.WIPE);
    assertThatThrownBy(() -> approvals.order(key))
        .hasMessageContaining("is not approved by another person; nothing is sent");
    jdbc.sql("update remote_action set state = 'REQUESTED', due_at = requested_at").update();
    watch.cycle();
    assertState(key, Progress.FAILED);
    assertThat(view(key).why()).contains("Another person has to approve it first.");

    String own = asked(2);
    jdbc.sql(
            """
            update remote_action set state = 'REQUESTED', due_at = requested_at, decided_by = 'admin'
            where device_id = 2""")
        .update();
    watch.cycle();
    assertState(own, Progress.FAILED);
    verify(tenant, never()).act(any(), any());
  }

  @Test
  void an_action_has_one_process_and_what_needs_none_has_none() {
    String key = asked(RemoteAction.WIPE);
    assertThatThrownBy(() -> approvals.begin(key, "another"))
        .hasMessageContaining("waits for no process");
    String sync = desk.ask(2, RemoteAction.SYNC, "why", ADMIN);
    assertThatThrownBy(() -> approvals.begin(sync, "process"))
        .hasMessageContaining("waits for no process");
    assertThatThrownBy(() -> approvals.begin("A-999999", "process"))
        .hasMessage("There is no remote action 'A-999999'.");
    assertThatThrownBy(() -> approvals.begin("R-1", "process"))
        .hasMessage("There is no remote action 'R-1'.");
  }

  @Test
  void one_that_destroys_is_outstanding_alone_once_it_is_approved() {
    String key = asked(RemoteAction.WIPE);
    assertThatThrownBy(() -> desk.ask(1, RemoteAction.RETIRE, "why", APPROVER))
        .hasMessageContaining("Wipe of PC-1 is outstanding");
    desk.ask(1, RemoteAction.RESTART, "why", ADMIN);
    decide(key, Outcome.APPROVE, APPROVER);
    assertThatThrownBy(() -> desk.ask(1, RemoteAction.DEFENDER_SCAN, "why", ADMIN))
        .hasMessageContaining("Wipe of PC-1 is outstanding");
  }

  @Test
  void a_lost_reply_to_a_wipe_never_wipes_twice_and_its_end_is_told_as_unknown() {
    String key = asked(RemoteAction.WIPE);
    decide(key, Outcome.APPROVE, APPROVER);
    approvals.order(key);
    when(tenant.act(any(), any())).thenThrow(new EstateException("no reply"));
    watch.cycle();
    assertState(key, Progress.UNANSWERED);
    for (int day = 0; day < 8; day++) {
      later(Duration.ofDays(1));
    }
    assertState(key, Progress.TIMED_OUT);
    verify(tenant, times(1)).act(any(), any());
    verify(workflow).ended(key, End.UNKNOWN);
    assertThat(devices.find(1).orElseThrow().intuneId()).isEqualTo("intune-1");
  }

  @Test
  void an_end_that_could_not_be_told_is_told_in_a_later_cycle() {
    String key = asked(RemoteAction.FRESH_START);
    decide(key, Outcome.APPROVE, APPROVER);
    approvals.order(key);
    watch.cycle();
    result(1, RemoteAction.FRESH_START, ActionState.CANCELED, clock.instant());
    doThrow(new IllegalStateException("the engine is away"))
        .doReturn(true)
        .when(workflow)
        .ended(any(), any());
    later(Duration.ofMinutes(10));
    assertState(key, Progress.CANCELLED);
    watch.cycle();
    watch.cycle();
    verify(workflow, times(2)).ended(key, End.FAILED);
  }

  private String asked(int device) {
    String key = desk.ask(device, RemoteAction.WIPE, HOSTILE, ADMIN);
    approvals.begin(key, "process");
    return key;
  }

  private String asked(RemoteAction action) {
    String key = desk.ask(1, action, HOSTILE, ADMIN);
    approvals.begin(key, "process");
    return key;
  }

  private boolean decide(String key, Outcome outcome, Actor actor) {
    return approvals.decide(
        key, new Decision(outcome, "because", approvals.brief(key).evidenceHash()), actor);
  }
}
