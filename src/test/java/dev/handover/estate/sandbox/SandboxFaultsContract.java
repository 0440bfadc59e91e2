package dev.handover.estate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handover.TestDatabase;
import dev.handover.estate.ConfigMgrSite.CollectionReading;
import dev.handover.estate.ConfigMgrSite.ComanagementState;
import dev.handover.estate.ConfigMgrSite.RuleOutcome;
import dev.handover.estate.EstateException;
import dev.handover.estate.IntuneTenant.HealthReading;
import dev.handover.health.Signals;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What goes wrong in the simulated estate, and what its ledger says of it. */
abstract class SandboxFaultsContract extends SandboxContract {

  @Test
  void a_lost_reply_acts_once_and_reading_back_shows_it() {
    List<Long> devices = some(3);
    sandbox.faults().set(Faults.NONE.losing(2));
    sandbox.site().addDirectRules(COMPLIANCE, devices.subList(0, 1));
    assertThatThrownBy(() -> sandbox.site().addDirectRules(COMPLIANCE, devices))
        .isInstanceOf(EstateException.class);

    assertThat(sandbox.site().directRules(COMPLIANCE)).containsExactlyInAnyOrderElementsOf(devices);
    assertThat(sandbox.site().addDirectRules(COMPLIANCE, devices))
        .allSatisfy((id, outcome) -> assertThat(outcome).isEqualTo(RuleOutcome.ALREADY_SO));
    assertThat(sandbox.ledger().tallies(Workload.COMPLIANCE_POLICIES))
        .containsExactly(new SandboxLedger.Tally(SandboxLedger.Command.ADD, 7, 3));
  }

  @Test
  void a_throttling_site_does_what_fits_and_says_how_long_to_wait() {
    List<Long> devices = some(10);
    sandbox.faults().set(Faults.NONE.throttled(4, Duration.ofMinutes(10)));
    clock.advance(Duration.ofMinutes(3));

    EstateException refused =
        catchThrowableOfType(
            EstateException.class, () -> sandbox.site().addDirectRules(COMPLIANCE, devices));
    assertThat(refused.retryAfter()).contains(Duration.ofMinutes(7));
    assertThat(sandbox.site().directRules(COMPLIANCE)).hasSize(4);
    assertThatThrownBy(() -> sandbox.site().addDirectRules(COMPLIANCE, devices))
        .isInstanceOf(EstateException.class);
    assertThat(sandbox.site().directRules(COMPLIANCE)).hasSize(4);

    clock.advance(refused.retryAfter().orElseThrow());
    assertThatThrownBy(() -> sandbox.site().addDirectRules(COMPLIANCE, devices))
        .isInstanceOf(EstateException.class);
    assertThat(sandbox.site().directRules(COMPLIANCE)).hasSize(8);
    clock.advance(Duration.ofMinutes(10));
    sandbox.site().addDirectRules(COMPLIANCE, devices);
    assertThat(sandbox.site().directRules(COMPLIANCE)).hasSize(10);
  }

  @Test
  void an_outage_silences_one_source_and_loses_nothing() {
    Instant before = clock.instant();
    sandbox.faults().set(Faults.NONE.without(Faults.Source.HEALTH_READINGS));
    clock.advance(Duration.ofHours(9));
    assertThatThrownBy(() -> sandbox.tenant().healthReadings(before))
        .isInstanceOf(EstateException.class);
    assertThat(sandbox.tenant().managedDevices(before)).isNotEmpty();

    sandbox
        .faults()
        .set(
            Faults.NONE.without(
                Faults.Source.MANAGED_DEVICES,
                Faults.Source.COMANAGEMENT_STATES,
                Faults.Source.SITE));
    assertThat(sandbox.tenant().healthReadings(before)).isNotEmpty();
    assertThatThrownBy(() -> sandbox.tenant().managedDevices(before))
        .isInstanceOf(EstateException.class);
    assertThatThrownBy(() -> sandbox.site().comanagementStates(before))
        .isInstanceOf(EstateException.class);
    assertThatThrownBy(() -> sandbox.site().addDirectRules(COMPLIANCE, List.of(1L)))
        .isInstanceOf(EstateException.class);
    assertThat(sandbox.ledger().count(null)).isZero();

    sandbox.faults().set(Faults.NONE);
    assertThat(sandbox.site().comanagementStates(before)).isNotEmpty();
  }

  @Test
  void a_share_of_moved_devices_falls_silent_and_wakes_when_the_fault_ends() {
    List<Long> devices = some(100);
    sandbox.faults().set(Faults.NONE.silent(0.3));
    move(COMPLIANCE, devices);
    clock.advance(Duration.ofDays(2));
    Instant yesterday = clock.instant().minus(Duration.ofDays(1));

    Set<Long> heard = heard(yesterday);
    long silent = devices.stream().filter(d -> !heard.contains(d)).count();
    assertThat(silent).isBetween(15L, 45L);
    assertThat(devices).allSatisfy(d -> assertThat(state(d).mask()).isEqualTo(8199));

    sandbox.faults().set(Faults.NONE);
    clock.advance(Duration.ofDays(1));
    assertThat(heard(clock.instant().minus(Duration.ofDays(1)))).containsAll(devices);
  }

  private Set<Long> heard(Instant since) {
    return sandbox.site().comanagementStates(since).stream()
        .map(ComanagementState::resourceId)
        .collect(Collectors.toSet());
  }

  @Test
  void silent_devices_stay_silent_and_the_tenant_misses_them() {
    sandbox = world(2_000, 5);
    Instant start = clock.instant();
    Set<Long> heard = heard(start.minus(Duration.ofDays(2)));
    List<Long> silent =
        states().stream()
            .map(ComanagementState::resourceId)
            .filter(id -> !heard.contains(id))
            .toList();
    assertThat(silent).isNotEmpty();
    move(COMPLIANCE, silent);
    clock.advance(Duration.ofDays(3));

    assertThat(heard(start)).doesNotContainAnyElementsOf(silent);
    List<HealthReading> missing =
        sandbox.tenant().healthReadings(clock.instant().minus(Duration.ofDays(1))).stream()
            .filter(r -> r.signal().equals("check-in-missing") && r.value() >= 48)
            .toList();
    assertThat(missing).hasSizeBetween(10, 50);
    assertThat(missing.stream().map(HealthReading::entraDeviceId)).doesNotHaveDuplicates();
  }

  @Test
  void few_devices_are_unwell_and_always_the_same() {
    sandbox = world(3_000, 2);
    sandbox.console().moveSlider(Workload.CLIENT_APPS, Slider.INTUNE);
    clock.advance(Duration.ofHours(12));
    Set<String> before = unwell("app-install-failed");
    assertThat(before).hasSizeBetween(8, 50);

    Instant later = clock.advance(Duration.ofDays(1));
    assertThat(unwell("app-install-failed")).isEqualTo(before);
    assertThat(sandbox.tenant().healthReadings(later.minus(Duration.ofHours(9))))
        .hasSizeGreaterThan(2_500 * 12);
  }

  @Test
  void every_signal_is_reported_and_some_devices_are_unwell_in_each_respect() {
    sandbox = world(3_000, 2);
    sandbox.console().moveSlider(Workload.CLIENT_APPS, Slider.INTUNE);
    clock.advance(Duration.ofHours(26));
    Map<String, Long> unwell =
        sandbox.tenant().healthReadings(clock.instant().minus(Duration.ofDays(2))).stream()
            .filter(r -> r.value() >= 1)
            .collect(Collectors.groupingBy(HealthReading::signal, Collectors.counting()));
    assertThat(unwell.keySet()).isEqualTo(Signals.names());
  }

  @Test
  void what_is_measured_daily_is_reported_with_one_check_in_of_a_day() {
    sandbox = world(500, 2);
    Instant before = clock.instant();
    clock.advance(Duration.ofHours(8));
    long crashes = daily(before);
    clock.advance(Duration.ofHours(8));
    crashes += daily(before.plus(Duration.ofHours(8)));
    clock.advance(Duration.ofHours(8));
    crashes += daily(before.plus(Duration.ofHours(16)));
    long devices =
        sandbox.tenant().managedDevices(Instant.EPOCH).stream()
            .filter(d -> !d.lastSyncAt().isBefore(before))
            .count();
    assertThat(crashes).isBetween(devices * 95 / 100, devices);
  }

  private long daily(Instant since) {
    return sandbox.tenant().healthReadings(since).stream()
        .filter(r -> r.signal().equals("app-crashes"))
        .count();
  }

  private Set<String> unwell(String signal) {
    return sandbox.tenant().healthReadings(clock.instant().minus(Duration.ofHours(9))).stream()
        .filter(r -> r.signal().equals(signal) && r.value() >= 1)
        .map(HealthReading::entraDeviceId)
        .collect(Collectors.toSet());
  }

  @Test
  void office_breaks_after_the_switch_and_heals_when_it_goes_back() {
    List<Long> devices = some(120);
    move(COMPLIANCE, devices);
    clock.advance(Duration.ofHours(10));
    int usual = unwell("office-update-failed").size();
    assertThat(usual).as("nothing but Office breaks Office").isLessThan(4);

    move(OFFICE, devices);
    clock.advance(Duration.ofHours(10));
    int broken = unwell("office-update-failed").size();
    assertThat(broken).as("of 120, when 2 % are expected").isBetween(15, 60);
    assertThat(unwell("app-install-failed")).hasSizeLessThan(6);

    moveBack(OFFICE, devices);
    clock.advance(Duration.ofHours(10));
    assertThat(unwell("office-update-failed")).hasSize(usual);
  }

  @Test
  void a_scenario_befalls_its_model_after_its_hours_only() {
    sandbox
        .faults()
        .replaceScenarios(
            List.of(
                new Scenario(
                    Workload.COMPLIANCE_POLICIES, "noncompliant", "Latitude 5440", 1, 24)));
    List<ComanagementState> devices = healthy();
    move(COMPLIANCE, devices.stream().map(ComanagementState::resourceId).toList());
    clock.advance(Duration.ofHours(10));
    assertThat(unwell("noncompliant")).hasSizeLessThan(10);

    clock.advance(Duration.ofHours(30));
    Set<String> latitudes =
        devices.stream()
            .filter(s -> s.model().equals("Latitude 5440"))
            .map(ComanagementState::entraDeviceId)
            .collect(Collectors.toSet());
    Set<String> unwell = unwell("noncompliant");
    assertThat(unwell).containsAll(latitudes);
    assertThat(unwell).hasSizeLessThan(latitudes.size() + 10);
    assertThat(sandbox.faults().scenarios()).hasSize(1);
  }

  @Test
  void a_scenario_of_a_model_that_there_is_not_is_refused_and_nothing_is_replaced() {
    List<Scenario> before = sandbox.faults().scenarios();
    assertThatThrownBy(
            () ->
                sandbox
                    .faults()
                    .replaceScenarios(List.of(new Scenario(null, "blue-screens", "Abacus", .5, 0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "no device of the sandbox is a 'Abacus'; it must be one of EliteBook")
        .hasMessageEndingWith(", or none for all");
    assertThat(sandbox.faults().scenarios()).isEqualTo(before);
  }

  @Test
  void an_outage_befalls_devices_whoever_manages_them_and_ends_with_its_scenario() {
    clock.advance(Duration.ofHours(10));
    int usual = unwell("blue-screens").size();
    sandbox.faults().replaceScenarios(List.of(new Scenario(null, "blue-screens", null, 0.5, 0)));
    int devices = healthy().size();

    assertThat(unwell("blue-screens").size()).isGreaterThan(devices / 3).isLessThan(devices);
    assertThat(sandbox.faults().scenarios())
        .containsExactly(new Scenario(null, "blue-screens", null, 0.5, 0));

    sandbox.faults().replaceScenarios(List.of());
    assertThat(unwell("blue-screens")).hasSize(usual);
  }

  @Test
  void built_in_and_unknown_collections_are_never_written_to() {
    List<Long> devices = some(2);
    assertThatThrownBy(() -> sandbox.site().addDirectRules("SMS00001", devices))
        .isInstanceOf(EstateException.class);
    assertThatThrownBy(() -> sandbox.site().removeDirectRules("SMS00001", devices))
        .isInstanceOf(EstateException.class);
    assertThatThrownBy(() -> sandbox.site().addDirectRules("HND99999", devices))
        .isInstanceOf(EstateException.class);
    assertThat(sandbox.site().directRules("SMS00001")).isEmpty();
    assertThat(sandbox.site().collections())
        .filteredOn(CollectionReading::builtIn)
        .extracting(CollectionReading::id)
        .containsExactly("SMS00001");
    assertThat(sandbox.ledger().count(null)).isZero();
  }

  @Test
  void the_ledger_tells_every_command_and_survives_a_rollback_of_the_caller() {
    List<Long> devices = some(2);
    String entra = state(devices.get(0)).entraDeviceId();
    TestDatabase.transactions(dataSource())
        .executeWithoutResult(
            status -> {
              sandbox.site().addDirectRules(COMPLIANCE, devices);
              status.setRollbackOnly();
            });
    sandbox.site().addDirectRules(COMPLIANCE, List.of(devices.get(0), 5L));
    sandbox.site().removeDirectRules("HND00020", List.of(devices.get(0)));
    sandbox.console().moveSlider(Workload.CLIENT_APPS, Slider.INTUNE);
    sandbox.site().setSlider(Workload.CLIENT_APPS, Slider.INTUNE);

    assertThat(sandbox.site().directRules(COMPLIANCE)).hasSize(2);
    assertThat(sandbox.ledger().count(null)).isEqualTo(7);
    assertThat(sandbox.ledger().count(Workload.COMPLIANCE_POLICIES)).isEqualTo(4);
    assertThat(sandbox.ledger().tallies(Workload.CLIENT_APPS))
        .containsExactly(new SandboxLedger.Tally(SandboxLedger.Command.SET_SLIDER, 2, 1));
    List<SandboxLedger.Entry> all = new ArrayList<>(sandbox.ledger().page(null, 0, 4));
    all.addAll(sandbox.ledger().page(null, 1, 4));
    assertThat(all).extracting(SandboxLedger.Entry::seq).isSorted().doesNotHaveDuplicates();
    assertThat(all)
        .extracting(SandboxLedger.Entry::changed)
        .containsExactly(true, true, false, false, false, true, false);
    assertThat(all.get(0).entraDeviceId()).isEqualTo(entra);
    assertThat(all.get(0).at()).isEqualTo(clock.instant());
    assertThat(all.get(3).entraDeviceId()).isNull();
    assertThat(all.get(4).workload()).isNull();
    assertThat(all.get(5).position()).isEqualTo(Slider.INTUNE);
    assertThat(new HashSet<>(sandbox.ledger().page(Workload.CLIENT_APPS, 0, 50))).hasSize(2);
  }
}
