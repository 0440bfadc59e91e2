package dev.handover.authority;

import static dev.handover.authority.AuthorityReason.INTUNE_OVERRIDE;
import static dev.handover.authority.AuthorityReason.NOT_ENROLLED;
import static dev.handover.authority.AuthorityReason.NOT_IN_PILOT;
import static dev.handover.authority.AuthorityReason.NO_CONFIGMGR_CLIENT;
import static dev.handover.authority.AuthorityReason.PILOT_MEMBER;
import static dev.handover.authority.AuthorityReason.POLICY_NOT_PRESENT;
import static dev.handover.authority.AuthorityReason.RETIRED_RESOURCE_ACCESS;
import static dev.handover.authority.AuthorityReason.SLIDER_AT_CONFIGURATION_MANAGER;
import static dev.handover.authority.AuthorityReason.THIRD_PARTY_MDM;
import static dev.handover.authority.AuthorityReason.UNMANAGED;
import static dev.handover.authority.Divergence.BOTH_CLAIM;
import static dev.handover.workload.Authority.CONFIGURATION_MANAGER;
import static dev.handover.workload.Authority.INTUNE;
import static dev.handover.workload.Workload.COMPLIANCE_POLICIES;
import static dev.handover.workload.Workload.DEVICE_CONFIGURATION;
import static dev.handover.workload.Workload.ENDPOINT_PROTECTION;
import static dev.handover.workload.Workload.RESOURCE_ACCESS_POLICIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.AuthorityQueries.DeviceAuthority;
import dev.handover.authority.AuthorityQueries.Difference;
import dev.handover.authority.AuthorityQueries.WorkloadAuthority;
import dev.handover.estate.ConfigMgrSite.SliderReading;
import dev.handover.estate.ReadCursors;
import dev.handover.sql.Sql;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who manages what, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AuthorityQueriesTest {

  private static final Duration ALLOWED = Duration.ofHours(24);

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final TestClock clock = new TestClock();
  private final DriftStore drift =
      new DriftStore(jdbc, new ReadCursors(jdbc), new DriftSettings(ALLOWED), clock);
  private final AuthorityQueries queries = new AuthorityQueries(jdbc, drift);
  private final EstateStore estate = new EstateStore(jdbc);

  abstract DataSource dataSource();

  static class OnH2Test extends AuthorityQueriesTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends AuthorityQueriesTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @BeforeEach
  void clean() {
    TestDatabase.empty(
        dataSource,
        "drift",
        "read_cursor",
        "collection_member",
        "collection",
        "slider",
        "configmgr_site",
        "device");
    clock.set(TestClock.START);
    for (Workload workload : Workload.values()) {
      jdbc.sql("insert into slider values (:w, 'CONFIGURATION_MANAGER', :c, :at)")
          .param("w", workload.slug())
          .param("c", "HO" + workload.bit())
          .param("at", Sql.time(TestClock.START))
          .update();
    }
  }

  @Test
  void all_seven_workloads_are_listed_even_without_a_device() {
    assertThat(queries.workloads())
        .extracting(WorkloadAuthority::workload)
        .containsExactly(Workload.values());
    assertThat(queries.workloads())
        .allSatisfy(w -> assertThat(w.atIntune() + w.atConfigurationManager()).isZero());
  }

  @Test
  void before_the_sliders_were_read_there_is_no_workload_to_show() {
    TestDatabase.empty(dataSource, "slider");
    assertThat(queries.workloads()).isEmpty();
  }

  @Test
  void pilot_members_count_for_intune_and_the_rest_for_configuration_manager() {
    slider(COMPLIANCE_POLICIES, Slider.PILOT_INTUNE);
    long inPilot = device("A", "CO_MANAGED", 0, 0);
    device("B", "CO_MANAGED", 0, 0);
    device("C", "CO_MANAGED", 0, 0);
    member(COMPLIANCE_POLICIES, inPilot);

    WorkloadAuthority compliance = queries.workload(COMPLIANCE_POLICIES).orElseThrow();
    assertThat(compliance.atIntune()).isEqualTo(1);
    assertThat(compliance.atConfigurationManager()).isEqualTo(2);
    assertThat(compliance.pilot()).isEqualTo(1);
    assertThat(compliance.slider()).isEqualTo(Slider.PILOT_INTUNE);
  }

  @Test
  void devices_that_are_not_co_managed_are_not_counted() {
    slider(COMPLIANCE_POLICIES, Slider.INTUNE);
    device("A", "CONFIGMGR_ONLY", null, null);
    device("B", "INTUNE_ONLY", null, 254);
    device("C", "COEXISTENCE", 0, null);
    device("D", "UNMANAGED", null, null);

    WorkloadAuthority compliance = queries.workload(COMPLIANCE_POLICIES).orElseThrow();
    assertThat(compliance.atIntune() + compliance.atConfigurationManager()).isZero();
    assertThat(compliance.reasons())
        .containsOnly(
            entry(NOT_ENROLLED, 1),
            entry(NO_CONFIGMGR_CLIENT, 1),
            entry(THIRD_PARTY_MDM, 1),
            entry(UNMANAGED, 1));
  }

  @Test
  void device_configuration_takes_endpoint_protection_along() {
    slider(DEVICE_CONFIGURATION, Slider.INTUNE);
    device("A", "CO_MANAGED", 0, 0);

    assertThat(queries.workload(ENDPOINT_PROTECTION).orElseThrow().atIntune()).isEqualTo(1);
    assertThat(queries.workload(COMPLIANCE_POLICIES).orElseThrow().atIntune()).isZero();
  }

  @Test
  void one_device_is_told_with_both_reports_the_reason_and_the_difference() {
    slider(COMPLIANCE_POLICIES, Slider.PILOT_INTUNE);
    long id = device("A", "CO_MANAGED", 0, COMPLIANCE_POLICIES.bit());
    member(COMPLIANCE_POLICIES, id);
    look();

    Difference young = new Difference(BOTH_CLAIM, TestClock.START, false);
    assertThat(queries.ofDevice(id))
        .hasSize(7)
        .containsEntry(
            COMPLIANCE_POLICIES,
            new DeviceAuthority(INTUNE, CONFIGURATION_MANAGER, INTUNE, PILOT_MEMBER, young))
        .containsEntry(
            ENDPOINT_PROTECTION,
            new DeviceAuthority(
                CONFIGURATION_MANAGER,
                CONFIGURATION_MANAGER,
                CONFIGURATION_MANAGER,
                SLIDER_AT_CONFIGURATION_MANAGER,
                null));
    assertThat(queries.ofDevice(id + 1)).isEmpty();
    clock.advance(ALLOWED);
    assertThat(queries.ofDevice(id).get(COMPLIANCE_POLICIES).difference().drift()).isTrue();
  }

  @Test
  void a_device_with_third_party_management_is_nobodys() {
    long id = device("A", "COEXISTENCE", 0, null);
    assertThat(queries.ofDevice(id).get(COMPLIANCE_POLICIES))
        .isEqualTo(new DeviceAuthority(null, CONFIGURATION_MANAGER, null, THIRD_PARTY_MDM, null));
  }

  @Test
  void resource_access_is_intunes_once_the_site_has_version_2403() {
    long id = device("A", "CO_MANAGED", 0, 0);
    estate.saveVersion(2309, TestClock.START);
    assertThat(reason(id, RESOURCE_ACCESS_POLICIES)).isEqualTo(SLIDER_AT_CONFIGURATION_MANAGER);
    estate.saveVersion(2403, TestClock.START);
    assertThat(reason(id, RESOURCE_ACCESS_POLICIES)).isEqualTo(RETIRED_RESOURCE_ACCESS);
    assertThat(queries.workload(RESOURCE_ACCESS_POLICIES).orElseThrow().reasons())
        .containsExactly(entry(RETIRED_RESOURCE_ACCESS, 1));
    assertThat(reason(id, COMPLIANCE_POLICIES)).isEqualTo(SLIDER_AT_CONFIGURATION_MANAGER);
  }

  @Test
  void an_enrolled_device_without_policy_is_told_apart_from_one_that_is_not_enrolled() {
    long without = device("A", "CONFIGMGR_ONLY", null, null);
    jdbc.sql("update device set intune_id = 'i'").update();
    long notEnrolled = device("B", "CONFIGMGR_ONLY", null, null);
    assertThat(reason(without, COMPLIANCE_POLICIES)).isEqualTo(POLICY_NOT_PRESENT);
    assertThat(reason(notEnrolled, COMPLIANCE_POLICIES)).isEqualTo(NOT_ENROLLED);
  }

  @Test
  void the_intune_override_beats_every_slider() {
    long id = device("A", "CO_MANAGED", 254, 254);
    jdbc.sql("update device set configmgr_mask = :mask")
        .param("mask", CapabilityMask.INTUNE_OVERRIDE)
        .update();
    look();
    assertThat(queries.ofDevice(id).values())
        .allSatisfy(a -> assertThat(a.reason()).isEqualTo(INTUNE_OVERRIDE))
        .allSatisfy(a -> assertThat(a.difference()).isNull());
  }

  @Test
  void memberships_follow_members_and_the_choice_of_the_pilot_collection() {
    slider(COMPLIANCE_POLICIES, Slider.PILOT_INTUNE);
    long a = device("A", "CO_MANAGED", 0, 0);
    long b = device("B", "CO_MANAGED", 0, 0);
    member(COMPLIANCE_POLICIES, a);
    member(DEVICE_CONFIGURATION, a);
    assertThat(reason(a, COMPLIANCE_POLICIES)).isEqualTo(PILOT_MEMBER);
    assertThat(derive()).isZero();

    jdbc.sql("delete from collection_member where device_id = :a and collection = 'HO2'")
        .param("a", a)
        .update();
    jdbc.sql("insert into collection_member values ('NEW', :b)").param("b", b).update();
    assertThat(derive()).isEqualTo(1);
    assertThat(reason(a, COMPLIANCE_POLICIES)).isEqualTo(NOT_IN_PILOT);
    assertThat(
            estate.saveSliders(
                List.of(new SliderReading(COMPLIANCE_POLICIES, Slider.PILOT_INTUNE, "NEW")),
                TestClock.START))
        .isTrue();
    assertThat(derive()).isEqualTo(1);
    assertThat(reason(b, COMPLIANCE_POLICIES)).isEqualTo(PILOT_MEMBER);
    assertThat(
            estate.saveSliders(
                List.of(new SliderReading(COMPLIANCE_POLICIES, Slider.INTUNE, "NEW")),
                TestClock.START))
        .isFalse();
  }

  private AuthorityReason reason(long id, Workload workload) {
    return queries.ofDevice(id).get(workload).reason();
  }

  private void look() {
    TestDatabase.transactions(dataSource).executeWithoutResult(t -> drift.follow());
  }

  private int derive() {
    return TestDatabase.transactions(dataSource).execute(t -> estate.derivePilots());
  }

  private void slider(Workload workload, Slider position) {
    jdbc.sql("update slider set position = :p where workload = :w")
        .param("p", position.name())
        .param("w", workload.slug())
        .update();
  }

  private void member(Workload workload, long device) {
    jdbc.sql("insert into collection_member values (:c, :d)")
        .param("c", "HO" + workload.bit())
        .param("d", device)
        .update();
    derive();
  }

  private long device(String name, String state, Integer byConfigMgr, Integer byIntune) {
    jdbc.sql(
            """
            insert into device (entra_device_id, name, join_state, management_state,
              configmgr_mask, configmgr_at_intune, intune_at_intune)
            values (:name, :name, 'ENTRA_JOINED', :state, 8193, :cm, :intune)""")
        .param("name", name)
        .param("state", state)
        .param("cm", byConfigMgr)
        .param("intune", byIntune)
        .update();
    return jdbc.sql("select id from device where name = :name")
        .param("name", name)
        .query(Long.class)
        .single();
  }
}
