package dev.handover.authority;

import static dev.handover.authority.DeviceFinding.*;
import static dev.handover.workload.Workload.CLIENT_APPS;
import static dev.handover.workload.Workload.DEVICE_CONFIGURATION;
import static dev.handover.workload.Workload.ENDPOINT_PROTECTION;
import static dev.handover.workload.Workload.OFFICE_CLICK_TO_RUN_APPS;
import static dev.handover.workload.Workload.WINDOWS_UPDATE_POLICIES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import dev.handover.device.Device;
import dev.handover.device.Devices;
import dev.handover.sql.Sql;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which devices are left out and why, on both databases. */
abstract class EligibilityTest extends EligibilityStage {

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
}
