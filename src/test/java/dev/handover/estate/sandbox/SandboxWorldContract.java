package dev.handover.estate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.estate.ConfigMgrSite.ClientSettings;
import dev.handover.estate.ConfigMgrSite.ComanagementState;
import dev.handover.estate.ConfigMgrSite.SliderReading;
import dev.handover.estate.EstateException;
import dev.handover.estate.IntuneTenant.Evaluation;
import dev.handover.estate.IntuneTenant.HealthReading;
import dev.handover.estate.IntuneTenant.Installation;
import dev.handover.estate.IntuneTenant.ManagedDevice;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** What world the simulated estate is before anything moves, on each database. */
abstract class SandboxWorldContract {

  static final String COMPLIANCE = "HND00010";
  static final String CONFIGURATION = "HND00012";
  static final String OFFICE = "HND00016";

  TestClock clock;
  Sandbox sandbox;

  abstract DataSource dataSource();

  @BeforeEach
  void a_new_world() {
    clock = new TestClock();
    sandbox = world(400, 7);
  }

  Sandbox world(int devices, long seed) {
    return world(new SandboxSettings(devices, seed, 1, false, true));
  }

  private Sandbox world(SandboxSettings settings) {
    TestDatabase.empty(
        dataSource(),
        "sandbox_enrolment",
        "sandbox_auto_enrolment",
        "sandbox_action",
        "sandbox_ledger",
        "sandbox_scenario",
        "sandbox_switch",
        "sandbox_rule",
        "sandbox_authority",
        "sandbox_workload",
        "sandbox_collection",
        "sandbox_device");
    JdbcClient.create(dataSource()).sql("update sandbox_world set devices = 0").update();
    Sandbox made = open(settings);
    made.faults().set(Faults.NONE);
    return made;
  }

  Sandbox open(SandboxSettings settings) {
    return Sandbox.open(
        dataSource(), new DataSourceTransactionManager(dataSource()), clock.estate(), settings);
  }

  List<ComanagementState> states() {
    return sandbox.site().comanagementStates(Instant.EPOCH);
  }

  ComanagementState state(long resourceId) {
    return states().stream().filter(s -> s.resourceId() == resourceId).findFirst().orElseThrow();
  }

  ManagedDevice managed(String entraDeviceId) {
    return sandbox.tenant().managedDevices(Instant.EPOCH).stream()
        .filter(d -> d.entraDeviceId().equals(entraDeviceId))
        .findFirst()
        .orElseThrow();
  }

  /** Co-managed, of the modern form, nothing moved, heard of by both within a day. */
  List<ComanagementState> healthy() {
    Instant yesterday = clock.instant().minus(Duration.ofDays(1));
    Set<String> seen =
        sandbox.tenant().managedDevices(yesterday).stream()
            .map(ManagedDevice::entraDeviceId)
            .collect(Collectors.toSet());
    return sandbox.site().comanagementStates(yesterday).stream()
        .filter(s -> s.mask() != null && s.mask() == 8197 && seen.contains(s.entraDeviceId()))
        .filter(s -> !s.joinState().name().equals("REGISTERED"))
        .sorted(Comparator.comparingLong(ComanagementState::resourceId))
        .toList();
  }

  List<Long> some(int count) {
    return healthy().stream().limit(count).map(ComanagementState::resourceId).toList();
  }

  void move(String collection, List<Long> devices) {
    sandbox.site().addDirectRules(collection, devices);
    sandbox.site().requestRefresh(collection);
    clock.advance(Duration.ofHours(3));
  }

  void moveBack(String collection, List<Long> devices) {
    sandbox.site().removeDirectRules(collection, devices);
    sandbox.site().requestRefresh(collection);
    clock.advance(Duration.ofHours(3));
  }

  @Test
  void the_same_seed_makes_the_same_world() {
    Set<ComanagementState> states = new HashSet<>(states());
    Set<ManagedDevice> devices = new HashSet<>(sandbox.tenant().managedDevices(Instant.EPOCH));
    Set<HealthReading> readings = new HashSet<>(sandbox.tenant().healthReadings(Instant.EPOCH));

    sandbox = world(400, 7);

    assertThat(new HashSet<>(states())).isEqualTo(states);
    assertThat(new HashSet<>(sandbox.tenant().managedDevices(Instant.EPOCH))).isEqualTo(devices);
    assertThat(new HashSet<>(sandbox.tenant().healthReadings(Instant.EPOCH))).isEqualTo(readings);
    sandbox = world(400, 8);
    assertThat(new HashSet<>(states())).isNotEqualTo(states);
  }

  @Test
  void where_the_tour_is_shown_two_sites_have_been_moved_before() {
    String apps = "HND00015";
    assertThat(sandbox.site().members(apps)).isEmpty();
    sandbox = world(new SandboxSettings(400, 7, 1, true, true));

    Set<Long> moved = sandbox.site().members(apps);
    assertThat(moved).hasSizeBetween(70, 150);
    for (ComanagementState state : states()) {
      if (moved.contains(state.resourceId())) {
        assertThat(state.siteCode()).isIn("NYC", "SIN");
        assertThat(managed(state.entraDeviceId()).atIntune()).contains(Workload.CLIENT_APPS);
      }
    }
    clock.advance(Duration.ofDays(2));
    assertThat(sandbox.site().members(apps)).isEqualTo(moved);
  }

  @Test
  void a_world_that_exists_is_not_made_again() {
    Set<ComanagementState> states = new HashSet<>(states());

    sandbox = open(new SandboxSettings(9, 1, 1, false, true));

    assertThat(new HashSet<>(states())).isEqualTo(states);
  }

  @Test
  void the_settings_of_every_client_and_the_evaluation_of_every_enrolled_device_are_told() {
    assertThat(sandbox.site().clientSettings())
        .extracting(ClientSettings::resourceId)
        .containsExactlyInAnyOrderElementsOf(
            states().stream().map(ComanagementState::resourceId).toList());
    assertThat(sandbox.tenant().evaluations())
        .extracting(Evaluation::entraDeviceId)
        .containsExactlyInAnyOrderElementsOf(
            sandbox.tenant().managedDevices(Instant.EPOCH).stream()
                .map(ManagedDevice::entraDeviceId)
                .toList());
    sandbox.faults().set(Faults.NONE.without(Faults.Source.SITE, Faults.Source.MANAGED_DEVICES));
    assertThatThrownBy(() -> sandbox.site().clientSettings()).isInstanceOf(EstateException.class);
    assertThatThrownBy(() -> sandbox.site().baselines()).isInstanceOf(EstateException.class);
    assertThatThrownBy(() -> sandbox.tenant().settings()).isInstanceOf(EstateException.class);
    assertThatThrownBy(() -> sandbox.tenant().evaluations()).isInstanceOf(EstateException.class);
  }

  @Test
  void a_few_devices_run_an_old_windows_or_have_a_second_record() {
    sandbox = world(4_000, 1);
    List<ComanagementState> states = states();
    assertThat(states).anyMatch(s -> s.osBuild().equals("10.0.15063.2679"));
    assertThat(states.stream().map(ComanagementState::name).distinct().count())
        .isBetween(states.size() - 2L, states.size() - 1L);
  }

  @Test
  void the_fleet_is_as_mixed_as_a_real_one() {
    sandbox = world(4_000, 1);
    List<ComanagementState> states = states();
    Map<String, ManagedDevice> managed =
        sandbox.tenant().managedDevices(Instant.EPOCH).stream()
            .collect(Collectors.toMap(ManagedDevice::entraDeviceId, Function.identity()));

    assertThat(healthy().size()).isBetween(3_400, 3_700);
    assertThat(states.stream().filter(ComanagementState::thirdPartyMdm).count())
        .isBetween(80L, 170L);
    assertThat(states.stream().filter(s -> !s.mdmEnrolled()).count()).isBetween(80L, 170L);
    assertThat(managed.values().stream().filter(d -> !d.configMgrClient()).count())
        .isBetween(50L, 120L);
    Map<CapabilityMask.Form, Long> forms =
        states.stream()
            .filter(s -> s.mask() != null)
            .collect(
                Collectors.groupingBy(
                    s -> new CapabilityMask(s.mask()).form(), Collectors.counting()));
    assertThat(forms).containsEntry(CapabilityMask.Form.IMPOSSIBLE, 2L);
    assertThat(forms.get(CapabilityMask.Form.INTUNE_OVERRIDE)).isPositive();
    assertThat(forms.get(CapabilityMask.Form.LEGACY)).isPositive();
    assertThat(states.stream().map(ComanagementState::model).distinct()).hasSize(8);
    assertThat(states.stream().map(ComanagementState::siteCode).distinct())
        .containsExactlyInAnyOrder("LON", "BER", "MAD", "NYC", "SIN");
    Instant weekAgo = clock.instant().minus(Duration.ofDays(7));
    assertThat(states.stream().filter(s -> s.reportedAt().isBefore(weekAgo)).count())
        .isBetween(20L, 100L);
    assertThat(managed.values().stream().filter(d -> d.lastSyncAt().isBefore(weekAgo)).count())
        .isBetween(20L, 100L);
    assertThat(states.get(0).name()).matches("(LON|BER|MAD|NYC|SIN)-(LT|WS)-\\d{6}");
  }

  @Test
  void every_slider_stands_at_pilot_but_that_of_resource_access() {
    assertThat(sandbox.site().sliders())
        .hasSize(7)
        .allSatisfy(
            slider ->
                assertThat(slider.position())
                    .isEqualTo(
                        slider.workload() == Workload.RESOURCE_ACCESS_POLICIES
                            ? Slider.INTUNE
                            : Slider.PILOT_INTUNE))
        .extracting(SliderReading::pilotCollectionId)
        .doesNotHaveDuplicates()
        .allSatisfy(id -> assertThat(sandbox.site().members(id)).isEmpty());
    assertThat(sandbox.site().collections())
        .filteredOn(c -> c.builtIn())
        .singleElement()
        .satisfies(c -> assertThat(sandbox.site().members(c.id())).hasSize(states().size()));
    assertThat(sandbox.site().members("HND00020")).isNotEmpty();
    assertThat(sandbox.site().members("HND00021")).isNotEmpty();
  }

  @Test
  void the_report_of_applications_is_asked_for_and_collected_when_it_is_written() {
    String job = sandbox.tenant().exportApplications();
    assertThat(sandbox.tenant().applications(job)).isEmpty();
    clock.advance(Duration.ofMinutes(10));
    List<Installation> installed = installed(job);

    Set<String> enrolled =
        sandbox.tenant().managedDevices(Instant.EPOCH).stream()
            .map(ManagedDevice::intuneId)
            .collect(Collectors.toSet());
    assertThat(installed).doesNotHaveDuplicates();
    assertThat(installed.stream().map(Installation::intuneId)).isSubsetOf(enrolled);
    Map<String, Long> devices =
        installed.stream()
            .collect(Collectors.groupingBy(Installation::application, Collectors.counting()));
    assertThat(devices.get("Microsoft Teams")).isGreaterThan(enrolled.size() * 8L / 10);
    assertThat(devices.get("SAP GUI"))
        .isBetween(enrolled.size() * 5L / 100, enrolled.size() * 20L / 100);

    clock.advance(Duration.ofHours(2));
    assertThat(installed(job))
        .as("as often as wanted")
        .containsExactlyInAnyOrderElementsOf(installed);
    clock.advance(Duration.ofDays(1));
    for (String gone : List.of(job, "AppInvRawData_soon", "another")) {
      assertThatThrownBy(() -> sandbox.tenant().applications(gone))
          .isInstanceOf(EstateException.class)
          .hasMessageContaining(gone);
    }
  }

  @Test
  void the_same_seed_has_the_same_applications_and_another_has_others() {
    List<Installation> first = written();
    sandbox = world(400, 7);
    assertThat(written()).containsExactlyInAnyOrderElementsOf(first);
    sandbox = world(400, 8);
    assertThat(Set.copyOf(written())).isNotEqualTo(Set.copyOf(first));
  }

  private List<Installation> written() {
    String job = sandbox.tenant().exportApplications();
    clock.advance(Duration.ofMinutes(10));
    return installed(job);
  }

  private List<Installation> installed(String job) {
    try (Stream<Installation> rows = sandbox.tenant().applications(job).orElseThrow()) {
      return rows.toList();
    }
  }
}
