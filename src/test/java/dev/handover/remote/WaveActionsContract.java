package dev.handover.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.handover.TestClock;
import dev.handover.estate.RemoteAction;
import dev.handover.rollout.WaveDeviceView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Actions on all devices of a wave, and the check-in that a move asks for. */
abstract class WaveActionsContract extends RemoteActionsContract {

  @Test
  void a_moved_device_is_asked_once_to_check_in_unless_it_is_confirmed_before() {
    rollout("R-1", false);
    rollout("R-2", false);
    for (int id : List.of(1, 2)) {
      inWave("R-1", id, null);
      moved("R-1", id);
    }
    inWave("R-2", 1, null);
    moved("R-2", 1);
    watch.cycle();
    watch.cycle();
    assertThat(queries.page(null, 0, 10).items())
        .hasSize(2)
        .allMatch(ActionView::automatic)
        .allMatch(a -> a.requestedBy().equals("handover"))
        .allMatch(a -> a.sendAt().equals(TestClock.START.plus(Duration.ofHours(1))));
    verify(tenant, never()).act(any(), any());
    jdbc.sql("update authority_order set state = 'CONFIRMED' where device_id = 2").update();

    later(Duration.ofHours(1));
    verify(tenant).act("intune-1", RemoteAction.SYNC);
    verify(tenant, times(1)).act(any(), any());
    assertThat(queries.ofDevice(2, 0, 10).items()).isEmpty();
    // Heard of since: nobody need ask the tenant
    seen(1, clock.instant().plusSeconds(30));
    later(Duration.ofMinutes(10));
    verify(tenant, never()).actionResults(any());
    assertThat(queries.ofDevice(1, 0, 10).items())
        .extracting(ActionView::state)
        .containsExactly(Progress.DONE);
    assertThat(told()).containsExactlyInAnyOrder("remote-sync-ordered", "remote-sync-ordered");

    later(Duration.ofDays(2));
    verify(tenant, times(1)).act(any(), any());
  }

  @Test
  void a_wave_is_asked_by_how_far_its_devices_have_come() {
    rollout("R-1", false);
    device(4, "CO_MANAGED");
    device(5, "CONFIGMGR_ONLY");
    for (int id : List.of(1, 2, 3, 5)) {
      inWave("R-1", id, null);
    }
    inWave("R-1", 4, "NO_LICENCE");
    moved("R-1", 3);
    jdbc.sql("update authority_order set state = 'CONFIRMED', confirmed_at = delivered_at")
        .update();
    desk.ask(2, RemoteAction.SYNC, "why", ADMIN);
    clearInvocations(journalRoom);

    assertThat(ask(RemoteAction.SYNC, WaveDeviceView.State.PENDING))
        .isEqualTo(new WaveActions.Asked(3, 1, 1, 1));
    assertThat(queries.ofDevice(1, 0, 10).items().get(0).rolloutId()).isEqualTo("R-1");
    assertThat(queries.ofDevice(3, 0, 10).items()).isEmpty();
    assertThat(queries.ofDevice(4, 0, 10).items()).isEmpty();
    verify(journalRoom)
        .append(
            eq("admin"),
            eq("remote-actions-requested"),
            eq("rollout R-1, wave 0"),
            eq("R-1"),
            contains("Sync of 1 device, "));
    assertThatThrownBy(() -> ask(RemoteAction.SYNC, WaveDeviceView.State.PENDING))
        .hasMessage(
            "Nobody is asked: of the 3 devices of this wave that are PENDING, 1 is not co-managed, and on 2 this action, or one that destroys something, is outstanding already.");
    assertThatThrownBy(() -> ask(RemoteAction.SYNC, WaveDeviceView.State.RETURNED))
        .hasMessage(
            "No device of this wave is RETURNED now, so nobody is asked; look at the wave again.");
    assertThat(ask(RemoteAction.DEFENDER_SCAN, WaveDeviceView.State.CONFIRMED).asked())
        .isEqualTo(1);
  }

  @Test
  void what_destroys_or_needs_a_person_is_not_asked_of_a_whole_wave() {
    rollout("R-1", false);
    inWave("R-1", 1, null);
    for (RemoteAction action :
        List.of(RemoteAction.WIPE, RemoteAction.RETIRE, RemoteAction.REMOTE_ASSISTANCE)) {
      assertThatThrownBy(() -> ask(action, WaveDeviceView.State.PENDING))
          .hasMessageContaining("one device at a time");
    }
    assertThatThrownBy(
            () ->
                waveActions.ask(
                    "R-1", 7, RemoteAction.SYNC, WaveDeviceView.State.PENDING, "why", ADMIN))
        .hasMessage("There is no wave 7 of rollout 'R-1'.");
    assertThatThrownBy(
            () ->
                waveActions.ask(
                    "R-1", 0, RemoteAction.SYNC, WaveDeviceView.State.PENDING, "why", REQUESTER))
        .hasMessageContaining("may not");
  }

  @Test
  void no_more_restarts_are_outstanding_than_the_cap_however_they_are_asked_for() {
    rollout("R-1", false);
    device(4, "CO_MANAGED");
    for (int id = 1; id <= 4; id++) {
      inWave("R-1", id, null);
    }
    assertThatThrownBy(() -> ask(RemoteAction.RESTART, WaveDeviceView.State.PENDING))
        .hasMessage(
            "4 devices would restart, and at most 3 may at a time, so waiting does not help. Choose a state that fewer devices of the wave are in, or restart devices one by one.");
    for (int id = 1; id <= 3; id++) {
      desk.ask(id, RemoteAction.RESTART, "why", ADMIN);
    }
    assertThatThrownBy(() -> desk.ask(4, RemoteAction.RESTART, "why", ADMIN))
        .hasMessage(
            "1 device would restart while 3 restarts are outstanding, and at most 3 may at a time. Choose fewer, or wait until some have ended.");
    desk.ask(4, RemoteAction.SYNC, "why", ADMIN);
  }

  private WaveActions.Asked ask(RemoteAction action, WaveDeviceView.State state) {
    return waveActions.ask("R-1", 0, action, state, "why", ADMIN);
  }
}
