package dev.handover.authority;

import static dev.handover.authority.DeviceFinding.*;
import static dev.handover.workload.Workload.CLIENT_APPS;
import static dev.handover.workload.Workload.DEVICE_CONFIGURATION;
import static dev.handover.workload.Workload.ENDPOINT_PROTECTION;
import static dev.handover.workload.Workload.OFFICE_CLICK_TO_RUN_APPS;
import static dev.handover.workload.Workload.WINDOWS_UPDATE_POLICIES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.Eligibility.Beyond;
import dev.handover.authority.Eligibility.Selection;
import dev.handover.device.Device;
import dev.handover.device.DeviceFilter;
import dev.handover.device.Devices;
import dev.handover.sql.Sql;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Workload;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which devices are left out and why, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EligibilityTest {

  private static final Set<DeviceFinding> NONE = Set.of();
  private static final Set<DeviceFinding> ALL_KEPT =
      Arrays.stream(DeviceFinding.values()).collect(Collectors.toSet());

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final TestClock clock = new TestClock();
  private final Eligibility eligibility =
      new Eligibility(new NamedParameterJdbcTemplate(dataSource), clock);
  private final DeviceFindings findings = new DeviceFindings(jdbc, clock);
  private final Devices devices = new Devices(jdbc, new NamedParameterJdbcTemplate(dataSource));

  abstract DataSource dataSource();

  static class OnH2Test extends EligibilityTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends EligibilityTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @BeforeEach
  void twoDevicesWithoutFault() {
    TestDatabase.empty(
        dataSource,
        "remote_action",
        "authority_order",
        "wave_device",
        "wave",
        "rollout",
        "collection_member",
        "collection",
        "slider",
        "client_setting",
        "intune_evaluation",
        "tenant_setting",
        "device");
    for (Workload workload : Workload.values()) {
      jdbc.sql("insert into slider values (:w, 'PILOT_INTUNE', :c, :at)")
          .param("w", workload.slug())
          .param("c", "P" + workload.bit())
          .param("at", Sql.time(clock.instant()))
          .update();
    }
    jdbc.sql("insert into collection values ('X1', 'executives', false)").update();
    jdbc.sql("insert into tenant_setting values (1, true, 3, 'XTS_AES_256')").update();
    device(1);
    device(2);
  }

  private void device(int n) {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, resource_id, intune_id, name, os_build,
              join_state, management_state, configmgr_mask, configmgr_at_intune,
              configmgr_seen_at, intune_at_intune, intune_seen_at)
            values (:n, :entra, :n, :intune, :name, '10.0.22631.4317', 'HYBRID_JOINED',
              'CO_MANAGED', 8193, 0, :at, 0, :at)""")
        .param("n", n)
        .param("entra", "e" + n)
        .param("intune", "i" + n)
        .param("name", "PC" + n)
        .param("at", Sql.time(clock.instant()))
        .update();
    jdbc.sql("insert into client_setting values (:n, 2403, false, 'DISABLED', 'XTS_AES_256')")
        .param("n", n)
        .update();
    jdbc.sql("insert into intune_evaluation values (:e, 'u@x.y', true, true, 'COMPLIANT')")
        .param("e", "e" + n)
        .update();
  }

  private <T> T asked(Workload workload, Set<DeviceFinding> kept, Function<Selection, T> question) {
    return TestDatabase.transactions(dataSource)
        .execute(
            tx ->
                question.apply(
                    eligibility.select(DeviceFilter.all(), workload, List.of("executives"), kept)));
  }

  private List<Long> mayMove(Selection selection) {
    return jdbc.sql("select id from %s e where reason is null".formatted(selection.table()))
        .query(Long.class)
        .list();
  }

  private Map<DeviceFinding, Integer> leftOut(Workload workload) {
    return asked(workload, NONE, eligibility::count).ineligible();
  }

  @Test
  void devices_without_fault_can_be_moved_for_every_workload() {
    for (Workload workload : Workload.values()) {
      assertThat(leftOut(workload)).isEmpty();
      assertThat(asked(workload, NONE, eligibility::count).eligible()).isEqualTo(2);
      assertThat(asked(workload, ALL_KEPT, eligibility::kept)).isEmpty();
    }
    assertThat(findings.of(List.of(1L, 2L)))
        .containsEntry(1L, List.of())
        .containsEntry(2L, List.of());
  }

  /** Each row is done to device 1: a statement, and what is found then when a workload moves. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          update device set management_state = 'COEXISTENCE' | THIRD_PARTY_MDM | client-apps
          update device set management_state = 'CONFIGMGR_ONLY' | NOT_CO_MANAGED | client-apps
          update device set join_state = 'REGISTERED' | NOT_JOINED | client-apps
          update device set configmgr_at_intune = null | IMPOSSIBLE_MASK | client-apps
          update device set configmgr_mask = null, configmgr_at_intune = null | MASK_UNKNOWN | client-apps
          update device set configmgr_seen_at = null | SILENT_IN_CONFIGMGR | client-apps
          update device set intune_seen_at = null | SILENT_IN_INTUNE | client-apps
          update device set os_build = '10.0.16298.15' | OS_UNSUPPORTED | client-apps
          update device set os_build = '10.0.15063' | OS_UNSUPPORTED | client-apps
          update device set os_build = '6.1.7601' | OS_UNSUPPORTED | client-apps
          update device set os_build = null | OS_UNKNOWN | client-apps
          update device set os_build = 'Windows' | OS_UNKNOWN | client-apps
          update intune_evaluation set licensed = false | NO_LICENCE | client-apps
          update intune_evaluation set licensed = null | LICENCE_UNKNOWN | client-apps
          delete from intune_evaluation | LICENCE_UNKNOWN | client-apps
          update device set name = 'PC2' | DUPLICATE_RECORD | client-apps
          update client_setting set client_version = 1710 | CLIENT_TOO_OLD | endpoint-protection
          update client_setting set client_version = null | CLIENT_VERSION_UNKNOWN | device-configuration
          update client_setting set software_updates = true | SOFTWARE_UPDATES_ON | windows-update-policies
          update client_setting set software_updates = null | SOFTWARE_UPDATES_UNKNOWN | windows-update-policies
          delete from client_setting | SOFTWARE_UPDATES_UNKNOWN | windows-update-policies
          update client_setting set office_com = 'ENABLED' | OFFICE_COM_NOT_DISABLED | office-click-to-run-apps
          update client_setting set office_com = 'NOT_CONFIGURED' | OFFICE_COM_NOT_DISABLED | office-click-to-run-apps
          update client_setting set office_com = null | OFFICE_COM_UNKNOWN | office-click-to-run-apps
          update client_setting set bitlocker = 'XTS_AES_128' | BITLOCKER_REENCRYPTS | endpoint-protection
          update client_setting set bitlocker = null | BITLOCKER_UNKNOWN | device-configuration
          """)
  void what_is_wrong_leaves_the_device_out_unless_it_may_be_kept(
      String statement, DeviceFinding finding, String slug) {
    Workload workload = Workload.of(slug);
    String key =
        statement.contains("client_setting")
            ? "resource_id = 1"
            : statement.contains("intune_evaluation") ? "entra_device_id = 'e1'" : "id = 1";
    jdbc.sql(statement + " where " + key).update();

    assertThat(leftOut(workload)).containsKey(finding);
    assertThat(findings.of(List.of(1L)).get(1L)).contains(finding);
    assertThat(devices.page(findings.devicesWith(finding), Devices.SORTING.usual(), 0, 10))
        .extracting(Device::id)
        .contains(1L)
        .hasSize(leftOut(workload).get(finding));
    assertThat(asked(workload, NONE, this::mayMove)).doesNotContain(1L);

    Map<DeviceFinding, Integer> leftOut =
        asked(workload, Set.of(finding), eligibility::count).ineligible();
    if (finding.tunable()) {
      assertThat(leftOut).doesNotContainKey(finding);
      assertThat(asked(workload, Set.of(finding), eligibility::kept)).containsKey(finding);
    } else {
      assertThat(leftOut).containsKey(finding);
    }
  }

  @Test
  void a_fault_of_another_workload_leaves_no_device_out() {
    jdbc.sql("update client_setting set software_updates = true, office_com = null").update();
    assertThat(leftOut(CLIENT_APPS)).isEmpty();
    assertThat(leftOut(WINDOWS_UPDATE_POLICIES)).containsEntry(SOFTWARE_UPDATES_ON, 2);
    assertThat(leftOut(OFFICE_CLICK_TO_RUN_APPS)).containsEntry(OFFICE_COM_UNKNOWN, 2);
  }

  @Test
  void an_algorithm_matters_only_where_intune_orders_one_and_the_device_is_encrypted() {
    jdbc.sql("update client_setting set bitlocker = 'NONE' where resource_id = 1").update();
    assertThat(leftOut(ENDPOINT_PROTECTION)).isEmpty();
    jdbc.sql("update tenant_setting set bitlocker = null").update();
    jdbc.sql("update client_setting set bitlocker = 'XTS_AES_128'").update();
    assertThat(leftOut(DEVICE_CONFIGURATION)).isEmpty();
  }

  @Test
  void a_device_that_another_person_has_agreed_to_wipe_is_left_out_until_that_has_ended() {
    jdbc.sql(
            """
            insert into remote_action (device_id, device_name, intune_id, action, state, open_as,
              requested_by, requested_at, reason)
            values (1, 'PC1', 'i1', 'WIPE', 'AWAITING_APPROVAL', 'DESTRUCTIVE', 'ann', :at, 'lost')""")
        .param("at", Sql.time(clock.instant()))
        .update();
    assertThat(leftOut(CLIENT_APPS)).as("nobody has agreed yet").isEmpty();

    for (String state : List.of("REQUESTED", "SENDING", "UNANSWERED", "SENT")) {
      jdbc.sql("update remote_action set state = :state").param("state", state).update();
      assertThat(leftOut(CLIENT_APPS)).as(state).containsEntry(DeviceFinding.BEING_REMOVED, 1);
      assertThat(findings.of(List.of(1L)).get(1L)).contains(DeviceFinding.BEING_REMOVED);
      assertThat(asked(CLIENT_APPS, ALL_KEPT, this::mayMove)).doesNotContain(1L);
    }

    jdbc.sql("update remote_action set state = 'FAILED', open_as = null").update();
    assertThat(leftOut(CLIENT_APPS)).isEmpty();

    jdbc.sql("update remote_action set action = 'RESTART', open_as = 'RESTART', state = 'SENT'")
        .update();
    assertThat(leftOut(CLIENT_APPS)).as("what destroys nothing").isEmpty();
  }

  @Test
  void windows_10_1709_and_windows_11_are_supported() {
    jdbc.sql("update device set os_build = '10.0.16299' where id = 1").update();
    jdbc.sql("update device set os_build = '10.0.26100.2314' where id = 2").update();
    assertThat(leftOut(CLIENT_APPS)).isEmpty();
  }

  @Test
  void records_that_no_system_knows_any_more_are_no_duplicates() {
    jdbc.sql("update device set name = 'PC', management_state = 'CO_MANAGED'").update();
    assertThat(leftOut(CLIENT_APPS)).containsEntry(DUPLICATE_RECORD, 2);
    jdbc.sql("update device set management_state = 'UNMANAGED' where id = 2").update();
    assertThat(leftOut(CLIENT_APPS))
        .containsEntry(NOT_CO_MANAGED, 1)
        .doesNotContainKey(DUPLICATE_RECORD);
  }

  @Test
  void the_pilot_collection_tells_other_hands_from_handovers_own() {
    jdbc.sql("insert into collection values ('P64', 'pilot', false)").update();
    jdbc.sql("insert into collection_member values ('P64', 1)").update();
    jdbc.sql("insert into collection_member values ('P64', 2)").update();
    new EstateStore(jdbc).derivePilots();
    rollout("R-1");
    jdbc.sql(
            """
            insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
              generation, state, attempts, ordered_at)
            values ('R-1', 0, 2, 'client-apps', 'TO_INTUNE', 1, 'CONFIRMED', 1, :at)""")
        .param("at", Sql.time(clock.instant()))
        .update();
    assertThat(leftOut(CLIENT_APPS))
        .containsExactly(Map.entry(IN_PILOT_BY_OTHERS, 1), Map.entry(ALREADY_AT_INTUNE, 1));
    jdbc.sql("update slider set position = 'INTUNE' where workload = 'client-apps'").update();
    assertThat(leftOut(CLIENT_APPS)).containsExactly(Map.entry(ALREADY_AT_INTUNE, 2));
  }

  @Test
  void facts_come_before_judgements_and_autopilot_and_excluded_collections_are_told_apart() {
    jdbc.sql(
            "update device set configmgr_mask = %d where id = 1"
                .formatted(CapabilityMask.INTUNE_OVERRIDE))
        .update();
    jdbc.sql("insert into collection_member values ('X1', 2)").update();
    jdbc.sql("update device set configmgr_seen_at = null where id = 2").update();
    assertThat(leftOut(CLIENT_APPS))
        .containsExactly(Map.entry(INTUNE_OVERRIDE, 1), Map.entry(EXCLUDED_COLLECTION, 1));
  }

  @Test
  void the_look_before_a_wave_agrees_with_the_look_before_the_start() {
    rollout("R-1");
    for (int device = 1; device <= 2; device++) {
      jdbc.sql("insert into wave_device (rollout_id, device_id, wave_no) values ('R-1', :d, 0)")
          .param("d", device)
          .update();
    }
    jdbc.sql("update client_setting set office_com = 'ENABLED' where resource_id = 1").update();

    assertThat(again(Set.of(OFFICE_COM_NOT_DISABLED))).isZero();
    assertThat(again(NONE)).isOne();
    assertThat(again(NONE)).isZero();
    assertThat(
            jdbc.sql("select excluded from wave_device where device_id = 1")
                .query(String.class)
                .single())
        .isEqualTo("OFFICE_COM_NOT_DISABLED");
  }

  private int again(Set<DeviceFinding> kept) {
    return eligibility.excludeFromWave("R-1", 0, OFFICE_CLICK_TO_RUN_APPS, List.of(), kept);
  }

  @Test
  void the_slider_may_not_move_whom_it_would_harm_nor_whom_the_plan_excludes() {
    assertThat(beyond(WINDOWS_UPDATE_POLICIES)).isEqualTo(new Beyond(0, 0));
    jdbc.sql("update client_setting set software_updates = true where resource_id = 1").update();
    assertThat(beyond(WINDOWS_UPDATE_POLICIES)).isEqualTo(new Beyond(1, 0));
    jdbc.sql("update intune_evaluation set licensed = false").update();
    assertThat(beyond(CLIENT_APPS)).isEqualTo(new Beyond(0, 0));
    jdbc.sql("insert into collection_member values ('X1', 2)").update();
    assertThat(beyond(CLIENT_APPS)).isEqualTo(new Beyond(1, 0));
  }

  @Test
  void the_slider_may_not_move_whom_a_decision_left_unsent() {
    rollout("R-1");
    jdbc.sql("insert into wave_device (rollout_id, device_id, wave_no) values ('R-1', 1, 0)")
        .update();
    assertThat(beyond(CLIENT_APPS)).isEqualTo(new Beyond(0, 0));
    jdbc.sql("update wave_device set excluded = 'NOT_SENT' where device_id = 1").update();
    assertThat(beyond(CLIENT_APPS)).isEqualTo(new Beyond(1, 0));
  }

  private Beyond beyond(Workload workload) {
    return asked(workload, NONE, selection -> eligibility.beyond("R-1", selection, workload));
  }

  private void rollout(String id) {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values (:id, 't', 'client-apps', 'PILOTING', false, '{}', 'p', 's', 'r', false, :at,
              :at, 2, 1)""")
        .param("id", id)
        .param("at", Sql.time(clock.instant()))
        .update();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
            values (:id, 0, 0, 2, 'PLANNED', 3600)""")
        .param("id", id)
        .update();
  }
}
