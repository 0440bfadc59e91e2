package dev.handover.estate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.estate.ConfigMgrSite.ComanagementState;
import dev.handover.estate.EstateException;
import dev.handover.estate.IntuneTenant.ActionReply;
import dev.handover.estate.IntuneTenant.ActionResult;
import dev.handover.estate.IntuneTenant.ActionState;
import dev.handover.estate.IntuneTenant.ManagedDevice;
import dev.handover.estate.RemoteAction;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Remote actions of the simulated tenant, on each database. */
abstract class SandboxActionsContract extends SandboxFaultsContract {

  private static final Duration A_DAY = Duration.ofDays(1);

  @Test
  void an_action_is_pending_until_the_device_has_carried_it_out() {
    List<String> devices = someManaged(40);
    devices.forEach(d -> assertThat(act(d, RemoteAction.RESTART)).isEqualTo(ActionReply.ACCEPTED));
    assertThat(states(devices, RemoteAction.RESTART)).containsOnly(ActionState.PENDING);
    assertThat(result(devices.get(0), RemoteAction.RESTART).startedAt()).isEqualTo(clock.instant());
    clock.advance(Duration.ofMinutes(30));
    // Some are switched off, and are reached when they check in
    assertThat(states(devices, RemoteAction.RESTART))
        .contains(ActionState.PENDING, ActionState.DONE);
    clock.advance(A_DAY);
    assertThat(states(devices, RemoteAction.RESTART))
        .contains(ActionState.DONE)
        .doesNotContain(ActionState.PENDING);
  }

  @Test
  void what_comes_of_it_does_not_depend_on_how_often_anybody_looks() {
    String device = someManaged(1).get(0);
    act(device, RemoteAction.DEFENDER_SCAN);
    clock.advance(A_DAY);
    ActionResult seldom = result(device, RemoteAction.DEFENDER_SCAN);
    a_new_world_at_the_same_time();
    act(device, RemoteAction.DEFENDER_SCAN);
    for (int hour = 0; hour < 24; hour++) {
      clock.advance(Duration.ofHours(1));
      result(device, RemoteAction.DEFENDER_SCAN);
    }
    assertThat(result(device, RemoteAction.DEFENDER_SCAN)).isEqualTo(seldom);
  }

  @Test
  void a_sync_makes_the_device_check_in_soon() {
    List<String> devices = someManaged(20);
    Instant asked = clock.instant();
    devices.forEach(d -> act(d, RemoteAction.SYNC));
    clock.advance(Duration.ofMinutes(15));
    List<String> seen =
        sandbox.tenant().managedDevices(asked.plusSeconds(1)).stream()
            .map(ManagedDevice::intuneId)
            .toList();
    assertThat(devices.stream().filter(seen::contains).count()).isGreaterThan(10);
    for (String device : devices) {
      ActionResult result = result(device, RemoteAction.SYNC);
      if (result.state() == ActionState.DONE) {
        assertThat(device(device).lastSyncAt()).isAfterOrEqualTo(result.updatedAt());
      }
    }
  }

  @Test
  void a_moved_device_tells_the_tenant_sooner_when_it_is_asked_to_check_in() {
    ComanagementState state = healthy().get(0);
    String device = managed(state.entraDeviceId()).intuneId();
    int asked = 0;
    int alone = 0;
    for (boolean sync : List.of(false, true)) {
      a_new_world_at_the_same_time();
      sandbox.site().addDirectRules(COMPLIANCE, List.of(state.resourceId()));
      sandbox.site().requestRefresh(COMPLIANCE);
      int minutes = 0;
      while (!device(device).atIntune().contains(Workload.COMPLIANCE_POLICIES)) {
        boolean applied = (state(state.resourceId()).mask() & 2) != 0;
        if (sync && applied && asked++ == 0) {
          act(device, RemoteAction.SYNC);
        }
        clock.advance(Duration.ofMinutes(1));
        minutes++;
      }
      if (sync) {
        assertThat(minutes).isLessThanOrEqualTo(alone);
      } else {
        alone = minutes;
      }
    }
    assertThat(asked).isPositive();
  }

  @Test
  void a_silent_device_carries_nothing_out_until_it_speaks_again() {
    String silent =
        JdbcClient.create(dataSource())
            .sql(
                "select intune_id from sandbox_device where intune_silent and intune_id is not null fetch first 1 rows only")
            .query(String.class)
            .single();
    assertThat(act(silent, RemoteAction.RESTART)).isEqualTo(ActionReply.ACCEPTED);
    clock.advance(Duration.ofDays(20));
    assertThat(result(silent, RemoteAction.RESTART).state()).isEqualTo(ActionState.PENDING);

    sandbox.faults().set(Faults.NONE.silent(1));
    ComanagementState victim = healthy().get(0);
    String device = managed(victim.entraDeviceId()).intuneId();
    move(COMPLIANCE, List.of(victim.resourceId()));
    act(device, RemoteAction.RESTART);
    clock.advance(Duration.ofDays(2));
    assertThat(result(device, RemoteAction.RESTART).state()).isEqualTo(ActionState.PENDING);
    sandbox.faults().set(Faults.NONE);
    clock.advance(Duration.ofHours(2));
    assertThat(result(device, RemoteAction.RESTART).state()).isNotEqualTo(ActionState.PENDING);
  }

  @Test
  void a_retired_device_leaves_the_tenant_and_its_client_tells_the_site() {
    ComanagementState state = doneOn(RemoteAction.RETIRE);
    String device = managedBefore;
    assertThat(sandbox.tenant().actionResults(List.of(device))).isEmpty();
    assertThat(act(device, RemoteAction.SYNC)).isEqualTo(ActionReply.UNKNOWN_DEVICE);
    ComanagementState after = state(state.resourceId());
    assertThat(after.mdmEnrolled()).isFalse();
    assertThat(after.policyPresent()).isFalse();
    assertThat(after.mask()).isNull();
    assertThat(after.reportedAt()).isAfter(state.reportedAt());
  }

  @Test
  void a_wiped_device_is_not_heard_of_again_by_either_system() {
    ComanagementState state = doneOn(RemoteAction.WIPE);
    assertThat(sandbox.tenant().actionResults(List.of(managedBefore))).isEmpty();
    Instant then = state(state.resourceId()).reportedAt();
    clock.advance(Duration.ofDays(5));
    assertThat(state(state.resourceId()).reportedAt()).isEqualTo(then);
  }

  @Test
  void a_device_started_afresh_stays_in_the_tenant_without_its_client() {
    ComanagementState state = doneOn(RemoteAction.FRESH_START);
    assertThat(result(managedBefore, RemoteAction.FRESH_START).state()).isEqualTo(ActionState.DONE);
    Instant then = state(state.resourceId()).reportedAt();
    clock.advance(Duration.ofDays(5));
    assertThat(state(state.resourceId()).reportedAt()).isEqualTo(then);
    assertThat(device(managedBefore).lastSyncAt()).isAfter(then);
  }

  @Test
  void a_lost_reply_does_not_undo_what_was_accepted() {
    String device = someManaged(1).get(0);
    sandbox.faults().set(Faults.NONE.losing(1));
    assertThatThrownBy(() -> act(device, RemoteAction.RESTART))
        .isInstanceOf(EstateException.class)
        .hasMessageContaining("no reply came from the tenant");
    sandbox.faults().set(Faults.NONE.without(Faults.Source.MANAGED_DEVICES));
    assertThatThrownBy(() -> act(device, RemoteAction.RESTART)).isInstanceOf(EstateException.class);
    assertThatThrownBy(() -> sandbox.tenant().actionResults(List.of(device)))
        .isInstanceOf(EstateException.class);
    sandbox.faults().set(Faults.NONE);
    assertThat(result(device, RemoteAction.RESTART).state()).isEqualTo(ActionState.PENDING);
  }

  private String managedBefore;

  /** Most devices carry it out; some fail, each by its own luck. */
  private ComanagementState doneOn(RemoteAction action) {
    for (ComanagementState state : healthy()) {
      managedBefore = managed(state.entraDeviceId()).intuneId();
      act(managedBefore, action);
      clock.advance(A_DAY);
      List<ActionResult> account =
          sandbox.tenant().actionResults(List.of(managedBefore)).get(managedBefore);
      if (account == null || account.get(0).state() == ActionState.DONE) {
        return state;
      }
    }
    throw new AssertionError("every device failed");
  }

  private void a_new_world_at_the_same_time() {
    clock.set(dev.handover.TestClock.START);
    sandbox = world(400, 7);
  }

  private List<String> someManaged(int count) {
    return healthy().stream().limit(count).map(s -> managed(s.entraDeviceId()).intuneId()).toList();
  }

  private ManagedDevice device(String intuneId) {
    return sandbox.tenant().managedDevices(Instant.EPOCH).stream()
        .filter(d -> d.intuneId().equals(intuneId))
        .findFirst()
        .orElseThrow();
  }

  private ActionReply act(String intuneId, RemoteAction action) {
    return sandbox.tenant().act(intuneId, action);
  }

  private ActionResult result(String intuneId, RemoteAction action) {
    return sandbox.tenant().actionResults(List.of(intuneId)).get(intuneId).stream()
        .filter(r -> r.action() == action)
        .findFirst()
        .orElseThrow();
  }

  private List<ActionState> states(List<String> intuneIds, RemoteAction action) {
    return sandbox.tenant().actionResults(intuneIds).values().stream()
        .flatMap(List::stream)
        .filter(r -> r.action() == action)
        .map(ActionResult::state)
        .collect(Collectors.toList());
  }
}
