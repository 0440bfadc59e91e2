package dev.handover.estate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.TestClock;
import dev.handover.estate.ConfigMgrSite.ComanagementState;
import dev.handover.estate.ConfigMgrSite.RuleOutcome;
import dev.handover.estate.EstateException;
import dev.handover.estate.IntuneTenant.ManagedDevice;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What becomes of moves in the simulated estate, on each database. */
abstract class SandboxContract extends SandboxWorldContract {

  @Test
  void a_move_takes_its_time_step_by_step() {
    long device = some(1).get(0);
    String entra = state(device).entraDeviceId();
    Instant ordered = clock.instant();
    sandbox.site().addDirectRules(COMPLIANCE, List.of(device));

    assertThat(sandbox.site().directRules(COMPLIANCE)).containsExactly(device);
    assertThat(sandbox.site().members(COMPLIANCE)).isEmpty();
    clock.advance(Duration.ofSeconds(299));
    assertThat(sandbox.site().members(COMPLIANCE)).isEmpty();
    assertThat(state(device).mask()).isEqualTo(8197);
    clock.advance(Duration.ofSeconds(1));
    assertThat(sandbox.site().members(COMPLIANCE)).containsExactly(device);

    Duration step = Duration.ofSeconds(10);
    while (state(device).mask() == 8197) {
      clock.advance(step);
    }
    Instant reported = state(device).reportedAt();
    assertThat(state(device).mask()).isEqualTo(8199);
    assertThat(reported)
        .isAfter(ordered.plusSeconds(300))
        .isBeforeOrEqualTo(ordered.plusSeconds(300 + 3_600))
        .isAfter(clock.instant().minus(step));
    assertThat(managed(entra).atIntune())
        .as("Intune does not know yet")
        .containsExactly(Workload.RESOURCE_ACCESS_POLICIES);

    while (managed(entra).atIntune().size() == 1) {
      clock.advance(step);
    }
    assertThat(managed(entra).atIntune())
        .containsExactlyInAnyOrder(Workload.COMPLIANCE_POLICIES, Workload.RESOURCE_ACCESS_POLICIES);
    assertThat(managed(entra).lastSyncAt())
        .isAfter(reported)
        .isBeforeOrEqualTo(reported.plus(Duration.ofHours(1)));
  }

  @Test
  void what_happens_when_does_not_depend_on_how_often_one_looks() {
    List<Long> devices = some(40);
    sandbox.site().addDirectRules(COMPLIANCE, devices);
    for (int minute = 0; minute < 10 * 60; minute += 7) {
      clock.advance(Duration.ofMinutes(7));
      states();
    }
    Instant end = clock.instant();
    Set<ComanagementState> states = new HashSet<>(states());
    Set<ManagedDevice> managed = new HashSet<>(sandbox.tenant().managedDevices(Instant.EPOCH));

    clock.set(TestClock.START);
    sandbox = world(400, 7);
    sandbox.site().addDirectRules(COMPLIANCE, devices);
    clock.set(end);

    assertThat(new HashSet<>(states())).isEqualTo(states);
    assertThat(new HashSet<>(sandbox.tenant().managedDevices(Instant.EPOCH))).isEqualTo(managed);
  }

  @Test
  void both_reports_agree_once_everything_has_travelled() {
    move(COMPLIANCE, some(50));
    move("HND00015", some(20));
    clock.advance(Duration.ofDays(2));

    Map<String, ManagedDevice> managed =
        sandbox.tenant().managedDevices(clock.instant().minus(Duration.ofDays(1))).stream()
            .collect(Collectors.toMap(ManagedDevice::entraDeviceId, Function.identity()));
    List<ComanagementState> both =
        sandbox.site().comanagementStates(clock.instant().minus(Duration.ofDays(2))).stream()
            .filter(s -> s.mask() != null && managed.containsKey(s.entraDeviceId()))
            .filter(s -> new CapabilityMask(s.mask()).form() != CapabilityMask.Form.IMPOSSIBLE)
            .toList();
    assertThat(both)
        .hasSizeGreaterThan(300)
        .allSatisfy(
            s ->
                assertThat(new CapabilityMask(s.mask()).atIntune())
                    .isEqualTo(managed.get(s.entraDeviceId()).atIntune()));
  }

  @Test
  void device_configuration_takes_endpoint_protection_along_and_back() {
    List<Long> devices = some(3);
    move(CONFIGURATION, devices);
    assertThat(devices).allSatisfy(d -> assertThat(state(d).mask()).isEqualTo(8197 + 8 + 4128));

    moveBack(CONFIGURATION, devices);
    assertThat(devices).allSatisfy(d -> assertThat(state(d).mask()).isEqualTo(8197));
  }

  @Test
  void moving_back_restores_the_masks_on_both_sides() {
    Map<Long, Integer> before =
        states().stream()
            .filter(s -> s.mask() != null)
            .collect(Collectors.toMap(ComanagementState::resourceId, ComanagementState::mask));
    List<Long> devices = some(30);
    move(COMPLIANCE, devices);
    moveBack(COMPLIANCE, devices);

    assertThat(
            states().stream()
                .filter(s -> s.mask() != null)
                .collect(Collectors.toMap(ComanagementState::resourceId, ComanagementState::mask)))
        .isEqualTo(before);
    assertThat(devices)
        .allSatisfy(
            d ->
                assertThat(managed(state(d).entraDeviceId()).atIntune())
                    .containsExactly(Workload.RESOURCE_ACCESS_POLICIES));
  }

  @Test
  void a_rule_that_goes_before_it_is_evaluated_moves_nothing() {
    List<Long> devices = some(2);
    sandbox.site().addDirectRules(COMPLIANCE, devices);
    sandbox.site().removeDirectRules(COMPLIANCE, devices);
    clock.advance(Duration.ofHours(12));

    assertThat(sandbox.site().members(COMPLIANCE)).isEmpty();
    assertThat(devices).allSatisfy(d -> assertThat(state(d).mask()).isEqualTo(8197));
  }

  @Test
  void a_slider_at_intune_moves_every_device_that_settings_apply_to() {
    int governed = healthy().size();
    sandbox.console().moveSlider(Workload.CLIENT_APPS, Slider.INTUNE);
    clock.advance(Duration.ofHours(3));
    assertThat(states())
        .filteredOn(s -> s.mask() != null && s.mask() == 8197 + 64)
        .hasSizeGreaterThanOrEqualTo(governed);

    sandbox.site().setSlider(Workload.CLIENT_APPS, Slider.CONFIGURATION_MANAGER);
    move("HND00015", some(1));
    assertThat(states()).noneMatch(s -> s.mask() != null && s.mask() == 8197 + 64);
  }

  @Test
  void legacy_clients_answer_in_the_legacy_form_and_fixed_masks_do_not_move() {
    sandbox = world(2_000, 3);
    sandbox.console().moveSlider(Workload.ENDPOINT_PROTECTION, Slider.INTUNE);
    clock.advance(Duration.ofHours(3));

    assertThat(states().stream().map(ComanagementState::mask).collect(Collectors.toSet()))
        .contains(1 + 4 + 32, 8193 + 4 + 4128, 8193 + 32, 8193 + 4096)
        .contains(CapabilityMask.INTUNE_OVERRIDE);
  }

  @Test
  void resource_access_is_retired() {
    assertThat(sandbox.site().version()).isEqualTo(2403);
    assertThat(sandbox.site().canSetSlider(Workload.RESOURCE_ACCESS_POLICIES)).isFalse();
    assertThatThrownBy(
            () ->
                sandbox
                    .console()
                    .moveSlider(Workload.RESOURCE_ACCESS_POLICIES, Slider.PILOT_INTUNE))
        .isInstanceOf(EstateException.class);
  }

  @Test
  void a_site_that_lets_no_program_move_sliders_still_has_a_console() {
    sandbox = open(new SandboxSettings(400, 7, 1, false, false));
    assertThat(sandbox.site().canSetSlider(Workload.CLIENT_APPS)).isFalse();
    assertThatThrownBy(() -> sandbox.site().setSlider(Workload.CLIENT_APPS, Slider.INTUNE))
        .isInstanceOf(EstateException.class);
    assertThat(sandbox.ledger().count(null)).isZero();

    sandbox.console().moveSlider(Workload.CLIENT_APPS, Slider.INTUNE);
    assertThat(sandbox.site().sliders())
        .filteredOn(s -> s.workload() == Workload.CLIENT_APPS)
        .singleElement()
        .satisfies(s -> assertThat(s.position()).isEqualTo(Slider.INTUNE));
  }

  @Test
  void adding_says_what_became_of_each_device() {
    long device = some(1).get(0);
    assertThat(sandbox.site().addDirectRules(COMPLIANCE, List.of(device, 5L)))
        .containsEntry(device, RuleOutcome.CHANGED)
        .containsEntry(5L, RuleOutcome.UNKNOWN_DEVICE);
    assertThat(sandbox.site().addDirectRules(COMPLIANCE, List.of(device)))
        .containsExactly(Map.entry(device, RuleOutcome.ALREADY_SO));
    assertThat(sandbox.site().removeDirectRules(COMPLIANCE, List.of(device)))
        .containsExactly(Map.entry(device, RuleOutcome.CHANGED));
    assertThat(sandbox.site().removeDirectRules(COMPLIANCE, List.of(device)))
        .containsExactly(Map.entry(device, RuleOutcome.ALREADY_SO));
  }

  @Test
  void reports_since_a_moment_are_those_that_came_since() {
    states();
    Instant read = clock.instant();
    clock.advance(Duration.ofMinutes(48));
    List<ComanagementState> states = sandbox.site().comanagementStates(read);
    List<ManagedDevice> managed = sandbox.tenant().managedDevices(read);

    assertThat(states).isNotEmpty().hasSizeLessThan(60);
    assertThat(states).allSatisfy(s -> assertThat(s.reportedAt()).isAfterOrEqualTo(read));
    assertThat(managed).isNotEmpty().hasSizeLessThan(90);
    assertThat(managed).allSatisfy(d -> assertThat(d.lastSyncAt()).isAfterOrEqualTo(read));
    assertThat(sandbox.tenant().healthReadings(read))
        .isNotEmpty()
        .allSatisfy(
            r ->
                assertThat(r.observedAt())
                    .isAfterOrEqualTo(read)
                    .isBeforeOrEqualTo(clock.instant()));
  }
}
