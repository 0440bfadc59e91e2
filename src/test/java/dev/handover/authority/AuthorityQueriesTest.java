package dev.handover.authority;

import static dev.handover.workload.Authority.CONFIGURATION_MANAGER;
import static dev.handover.workload.Authority.INTUNE;
import static dev.handover.workload.Workload.COMPLIANCE_POLICIES;
import static dev.handover.workload.Workload.DEVICE_CONFIGURATION;
import static dev.handover.workload.Workload.ENDPOINT_PROTECTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.AuthorityQueries.DeviceAuthority;
import dev.handover.authority.AuthorityQueries.Drift;
import dev.handover.authority.AuthorityQueries.WorkloadAuthority;
import dev.handover.sql.Sql;
import dev.handover.workload.Authority;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who manages what, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AuthorityQueriesTest {

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final AuthorityQueries queries = new AuthorityQueries(jdbc);

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
    TestDatabase.empty(dataSource, "collection_member", "collection", "slider", "device");
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
    assertThat(compliance.drift()).isZero();
  }

  @Test
  void device_configuration_takes_endpoint_protection_along() {
    slider(DEVICE_CONFIGURATION, Slider.INTUNE);
    device("A", "CO_MANAGED", 0, 0);

    assertThat(queries.workload(ENDPOINT_PROTECTION).orElseThrow().atIntune()).isEqualTo(1);
    assertThat(queries.workload(COMPLIANCE_POLICIES).orElseThrow().atIntune()).isZero();
  }

  @Test
  void one_device_is_told_with_both_reports_and_the_reason() {
    slider(COMPLIANCE_POLICIES, Slider.PILOT_INTUNE);
    long id = device("A", "CO_MANAGED", COMPLIANCE_POLICIES.bit(), null);
    member(COMPLIANCE_POLICIES, id);

    assertThat(queries.ofDevice(id))
        .hasSize(7)
        .containsEntry(
            COMPLIANCE_POLICIES, new DeviceAuthority(INTUNE, INTUNE, null, "PILOT_MEMBER"))
        .containsEntry(
            ENDPOINT_PROTECTION,
            new DeviceAuthority(
                CONFIGURATION_MANAGER,
                CONFIGURATION_MANAGER,
                null,
                "SLIDER_AT_CONFIGURATION_MANAGER"));
    assertThat(queries.ofDevice(id + 1)).isEmpty();
  }

  @Test
  void a_device_with_third_party_management_is_nobodys() {
    long id = device("A", "COEXISTENCE", 0, null);
    assertThat(queries.ofDevice(id).get(COMPLIANCE_POLICIES))
        .isEqualTo(new DeviceAuthority(null, CONFIGURATION_MANAGER, null, "THIRD_PARTY_MDM"));
  }

  @Test
  void drift_is_a_report_that_differs_once_both_sides_have_reported() {
    int bit = COMPLIANCE_POLICIES.bit();
    device("agree", "CO_MANAGED", 0, 0);
    device("both-differ", "CO_MANAGED", bit, bit);
    device("split", "CO_MANAGED", 0, bit);
    device("one-silent", "CO_MANAGED", bit, null);

    assertThat(queries.drift(0, 10))
        .extracting(Drift::name, Drift::workload, Drift::byConfigurationManager, Drift::byIntune)
        .containsExactly(
            tuple("both-differ", COMPLIANCE_POLICIES, INTUNE, INTUNE),
            tuple("split", COMPLIANCE_POLICIES, CONFIGURATION_MANAGER, INTUNE));
    assertThat(queries.workload(COMPLIANCE_POLICIES).orElseThrow().drift()).isEqualTo(2);
    assertThat(queries.driftCount()).isEqualTo(2);
    assertThat(queries.drift(1, 1)).extracting(Drift::name).containsExactly("split");
    assertThat(queries.drift(5, 500)).isEmpty();
  }

  @Test
  void every_bit_is_read_as_its_own_workload() {
    for (Workload workload : Workload.values()) {
      device(workload.slug(), "CO_MANAGED", workload.bit(), workload.bit());
    }
    assertThat(queries.drift(0, 50))
        .hasSize(7)
        .allSatisfy(d -> assertThat(d.name()).isEqualTo(d.workload().slug()));
  }

  @Test
  void the_intune_override_beats_every_slider() {
    long id = device("A", "CO_MANAGED", 254, 254);
    jdbc.sql("update device set configmgr_mask = :mask")
        .param("mask", CapabilityMask.INTUNE_OVERRIDE)
        .update();
    assertThat(queries.ofDevice(id).values())
        .allSatisfy(a -> assertThat(a.effective()).isEqualTo(INTUNE));
    assertThat(queries.driftCount()).isZero();
  }

  @Test
  void counting_devices_that_are_alike_agrees_with_the_view_on_any_fleet() {
    Random random = new Random(7);
    String[] states = {"CO_MANAGED", "CO_MANAGED", "CO_MANAGED", "CONFIGMGR_ONLY", "COEXISTENCE"};
    for (int i = 0; i < 150; i++) {
      Integer byConfigMgr = random.nextInt(5) == 0 ? null : random.nextInt(128) * 2;
      Integer byIntune = random.nextInt(5) == 0 ? null : random.nextInt(128) * 2;
      long id = device("N" + i, states[random.nextInt(states.length)], byConfigMgr, byIntune);
      for (Workload workload : Workload.values()) {
        if (random.nextInt(3) == 0) {
          member(workload, id);
        }
      }
    }
    jdbc.sql("update device set configmgr_mask = :mask where mod(id, 11) = 0")
        .param("mask", CapabilityMask.INTUNE_OVERRIDE)
        .update();
    for (int round = 0; round < 12; round++) {
      for (Workload workload : Workload.values()) {
        slider(workload, Slider.values()[random.nextInt(3)]);
      }
      for (WorkloadAuthority found : queries.workloads()) {
        assertThat(List.of(found.atConfigurationManager(), found.atIntune()))
            .isEqualTo(
                List.of(
                    byView(found.workload(), CONFIGURATION_MANAGER),
                    byView(found.workload(), INTUNE)));
      }
      assertThat(queries.drift(0, 5000)).hasSize((int) queries.driftCount());
    }
  }

  private int byView(Workload workload, Authority authority) {
    return jdbc.sql(
            """
            select count(*) from effective_authority e join device d on d.id = e.device_id
            where d.management_state = 'CO_MANAGED' and e.workload = :w and e.authority = :a""")
        .param("w", workload.slug())
        .param("a", authority.name())
        .query(Integer.class)
        .single();
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
