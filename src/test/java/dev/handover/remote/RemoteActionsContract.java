package dev.handover.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.estate.EstateException;
import dev.handover.estate.IntuneTenant.ActionReply;
import dev.handover.estate.IntuneTenant.ActionState;
import dev.handover.estate.RemoteAction;
import dev.handover.rollout.Refused;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What may be asked for at once: sent once, followed to its end. */
abstract class RemoteActionsContract extends RemoteStage {

  @Test
  void an_action_is_ordered_first_sent_in_the_next_cycle_and_followed_to_its_end() {
    String key = desk.ask(1, RemoteAction.RESTART, HOSTILE, ADMIN);
    assertThat(key).matches("A-[0-9]+");
    ActionView asked = view(key);
    assertThat(asked.state()).isEqualTo(Progress.REQUESTED);
    assertThat(asked.deviceName()).isEqualTo("PC-1");
    assertThat(asked.action()).isEqualTo("restart");
    assertThat(asked.requestedBy()).isEqualTo("admin");
    assertThat(asked.reason()).isEqualTo(HOSTILE);
    assertThat(asked.automatic()).isFalse();
    assertThat(asked.approval()).isNull();
    verify(tenant, never()).act(any(), any());

    watch.cycle();
    verify(tenant).act("intune-1", RemoteAction.RESTART);
    assertState(key, Progress.SENT);
    assertThat(view(key).sentAt()).isEqualTo(TestClock.START);

    result(1, RemoteAction.RESTART, ActionState.PENDING, TestClock.START);
    later(Duration.ofMinutes(9));
    verify(tenant, never()).actionResults(any());
    later(Duration.ofMinutes(1));
    assertState(key, Progress.SENT);
    assertThat(view(key).startedAt()).isEqualTo(TestClock.START);

    result(1, RemoteAction.RESTART, ActionState.DONE, TestClock.START);
    later(Duration.ofMinutes(10));
    ActionView done = view(key);
    assertThat(done.state()).isEqualTo(Progress.DONE);
    assertThat(done.endedAt()).isEqualTo(clock.instant());
    assertThat(done.why()).isNull();
    later(Duration.ofDays(3));
    verify(tenant, times(1)).act(any(), any());
    assertThat(told()).containsExactly("remote-action-requested", "remote-action-done");
    verify(workflow, never()).ended(any(), any());
  }

  @Test
  void only_change_managers_and_administrators_may_ask_and_they_say_why() {
    assertThatThrownBy(() -> desk.ask(1, RemoteAction.SYNC, "why", REQUESTER))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("requester may not ask for remote actions");
    assertThatThrownBy(() -> desk.ask(1, RemoteAction.SYNC, " ", ADMIN))
        .hasMessageContaining("A reason is needed");
    assertThatThrownBy(() -> desk.ask(99, RemoteAction.SYNC, "why", ADMIN))
        .hasMessage("There is no device 99.");
    assertThat(desk.offer(devices.find(1).orElseThrow(), REQUESTER).actions()).isEmpty();
    assertThat(queries.page(null, 0, 10).items()).isEmpty();
    desk.ask(1, RemoteAction.SYNC, "why", APPROVER);
  }

  @Test
  void a_device_that_is_not_co_managed_is_left_alone() {
    device(4, "INTUNE_ONLY");
    assertThatThrownBy(() -> desk.ask(4, RemoteAction.SYNC, "why", ADMIN))
        .hasMessage("PC-4 is not co-managed; remote actions are for devices that are.");
    assertThat(desk.offer(devices.find(4).orElseThrow(), ADMIN).actions()).isEmpty();
  }

  @Test
  void the_same_is_not_outstanding_twice_and_another_may_be() {
    String first = desk.ask(1, RemoteAction.SYNC, "why", ADMIN);
    assertThatThrownBy(() -> desk.ask(1, RemoteAction.SYNC, "why", APPROVER))
        .hasMessage(
            "Sync of PC-1 is outstanding (%s, asked for by admin); wait for its end."
                .formatted(first));
    assertThat(desk.offer(devices.find(1).orElseThrow(), ADMIN).actions())
        .contains(RemoteAction.RESTART, RemoteAction.WIPE)
        .doesNotContain(RemoteAction.SYNC);
    desk.ask(1, RemoteAction.RESTART, "why", ADMIN);
    watch.cycle();
    seen(1, clock.instant().plusSeconds(60));
    later(Duration.ofMinutes(10));
    assertState(first, Progress.DONE);
    desk.ask(1, RemoteAction.SYNC, "again", ADMIN);
  }

  @Test
  void a_lost_reply_leads_to_a_look_and_never_to_a_second_act() {
    String lost = desk.ask(1, RemoteAction.RESTART, "why", ADMIN);
    String never = desk.ask(2, RemoteAction.RESTART, "why", ADMIN);
    when(tenant.act(any(), any())).thenThrow(new EstateException("no reply"));
    watch.cycle();
    // The second one was not begun, and waits while the tenant is left alone.
    assertState(lost, Progress.UNANSWERED);
    assertState(never, Progress.REQUESTED);
    later(Duration.ofMinutes(4));
    verify(tenant, times(1)).act(any(), any());
    later(Duration.ofMinutes(2));
    verify(tenant).act("intune-2", RemoteAction.RESTART);
    assertState(never, Progress.UNANSWERED);

    result(1, RemoteAction.RESTART, ActionState.ACTIVE, TestClock.START);
    later(Duration.ofMinutes(5));
    assertState(lost, Progress.SENT);
    later(Duration.ofDays(1));
    assertState(never, Progress.TIMED_OUT);
    assertThat(view(never).why())
        .contains("Intune has shown nothing of it since", "It was not sent again.");
    assertState(lost, Progress.TIMED_OUT);
    assertThat(view(lost).why()).contains("The device may still carry it out.");
    verify(tenant, times(2)).act(any(), any());
  }

  @Test
  void what_a_sender_that_died_had_in_hand_is_looked_for_where_it_had_begun() {
    String begun = desk.ask(1, RemoteAction.RESTART, "why", ADMIN);
    String untouched = desk.ask(2, RemoteAction.RESTART, "why", ADMIN);
    budget.open(Sender.SYSTEM);
    List<ActionRow> claimed = sending.claim();
    assertThat(claimed).hasSize(2);
    assertThat(sending.begin(claimed.get(0))).isTrue();
    assertThat(sending.begin(claimed.get(0))).isFalse();
    watch.cycle();
    assertState(begun, Progress.SENDING);
    jdbc.sql("update remote_action set claimed_until = :past")
        .param("past", Sql.time(Instant.parse("2020-01-01T00:00:00Z")))
        .update();
    watch.cycle();
    verify(tenant, never()).act(eq("intune-1"), any());
    verify(tenant).act("intune-2", RemoteAction.RESTART);
    assertState(begun, Progress.UNANSWERED);
    assertState(untouched, Progress.SENT);
    result(1, RemoteAction.RESTART, ActionState.DONE, TestClock.START);
    later(Duration.ofMinutes(10));
    assertState(begun, Progress.DONE);
  }

  @Test
  void a_throttled_call_has_done_nothing_and_is_made_again_when_the_tenant_allows() {
    String key = desk.ask(1, RemoteAction.RESTART, "why", ADMIN);
    doThrow(EstateException.throttled("429", Duration.ofMinutes(3)))
        .doReturn(ActionReply.ACCEPTED)
        .when(tenant)
        .act(any(), any());
    watch.cycle();
    assertState(key, Progress.REQUESTED);
    later(Duration.ofMinutes(2));
    verify(tenant, times(1)).act(any(), any());
    later(Duration.ofMinutes(2));
    verify(tenant, times(2)).act(any(), any());
    assertState(key, Progress.SENT);
  }

  @Test
  void what_the_tenant_refuses_or_reports_as_failed_is_told_in_a_sentence() {
    when(tenant.act(any(), any()))
        .thenReturn(ActionReply.UNKNOWN_DEVICE, ActionReply.NOT_SUPPORTED, ActionReply.ACCEPTED);
    String unknown = desk.ask(1, RemoteAction.DEFENDER_SCAN, "why", ADMIN);
    String unable = desk.ask(2, RemoteAction.DEFENDER_SCAN, "why", ADMIN);
    String failing = desk.ask(3, RemoteAction.DEFENDER_SCAN, "why", ADMIN);
    watch.cycle();
    assertThat(view(unknown).why()).isEqualTo("Intune knows no such device; nothing was sent.");
    assertState(unknown, Progress.FAILED);
    assertState(unable, Progress.NOT_SUPPORTED);
    result(3, RemoteAction.DEFENDER_SCAN, ActionState.FAILED, TestClock.START);
    later(Duration.ofMinutes(10));
    assertState(failing, Progress.FAILED);
    assertThat(queries.page(Progress.FAILED, 0, 10).total()).isEqualTo(2);
    assertThat(queries.outstanding()).isEmpty();
  }

  @Test
  void a_tenant_that_cannot_be_read_ends_nothing_however_late_it_is() {
    String key = desk.ask(1, RemoteAction.RESTART, "why", ADMIN);
    watch.cycle();
    doThrow(new EstateException("the tenant gives no devices")).when(tenant).actionResults(any());
    later(Duration.ofDays(5));
    assertState(key, Progress.SENT);
  }

  @Test
  void the_account_of_an_earlier_action_is_none_of_the_next_one() {
    String first = desk.ask(1, RemoteAction.RESTART, "why", ADMIN);
    watch.cycle();
    result(1, RemoteAction.RESTART, ActionState.FAILED, TestClock.START.plusSeconds(1));
    later(Duration.ofMinutes(10));
    assertState(first, Progress.FAILED);
    String second = desk.ask(1, RemoteAction.RESTART, "again", ADMIN);
    watch.cycle();
    later(Duration.ofMinutes(10));
    assertState(second, Progress.SENT);
  }

  @Test
  void a_slow_tenant_holds_the_watch_up_for_seconds_and_the_rest_is_sent_later() {
    desk.ask(1, RemoteAction.DEFENDER_SCAN, "why", ADMIN);
    desk.ask(2, RemoteAction.DEFENDER_SCAN, "why", ADMIN);
    desk.ask(3, RemoteAction.DEFENDER_SCAN, "why", ADMIN);
    AtomicLong nanos = new AtomicLong();
    when(tenant.act(any(), any()))
        .thenAnswer(
            call -> {
              nanos.addAndGet(Duration.ofSeconds(4).toNanos());
              return ActionReply.ACCEPTED;
            });
    Sender slow = new Sender(sending, endings, store, tenant, budget, clock, nanos::get);
    slow.send();
    verify(tenant, times(2)).act(any(), any());
    slow.send();
    verify(tenant, times(3)).act(any(), any());
  }

  @Test
  void people_are_served_before_syncs_after_moves_and_all_within_the_budget() {
    rollout("R-1", false);
    for (int id = 4; id <= 20; id++) {
      device(id, "CO_MANAGED");
      inWave("R-1", id, null);
      moved("R-1", id);
    }
    watch.cycle();
    clock.advance(Duration.ofHours(1));
    desk.ask(1, RemoteAction.RESTART, "why", ADMIN);
    watch.cycle();
    verify(tenant).act("intune-1", RemoteAction.RESTART);
    // Ten a window, of which two are people's alone
    verify(tenant, times(7)).act(any(), eq(RemoteAction.SYNC));
    watch.cycle();
    verify(tenant, times(7)).act(any(), eq(RemoteAction.SYNC));
    desk.ask(2, RemoteAction.RESTART, "why", ADMIN);
    watch.cycle();
    verify(tenant).act("intune-2", RemoteAction.RESTART);
    later(Duration.ofSeconds(20));
    verify(tenant, times(15)).act(any(), eq(RemoteAction.SYNC));
  }

  @Test
  void where_nothing_is_due_the_tenant_is_asked_nothing() {
    desk.ask(1, RemoteAction.RESTART, "why", ADMIN);
    watch.cycle();
    clearInvocations(tenant);
    later(Duration.ofMinutes(5));
    verifyNoInteractions(tenant);
  }
}
