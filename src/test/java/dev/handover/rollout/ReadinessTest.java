package dev.handover.rollout;

import static dev.handover.rollout.Finding.Severity.BLOCKING;
import static dev.handover.rollout.Finding.Severity.WARNING;
import static dev.handover.workload.Workload.CLIENT_APPS;
import static dev.handover.workload.Workload.COMPLIANCE_POLICIES;
import static dev.handover.workload.Workload.DEVICE_CONFIGURATION;
import static dev.handover.workload.Workload.ENDPOINT_PROTECTION;
import static dev.handover.workload.Workload.RESOURCE_ACCESS_POLICIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.handover.TestDatabase;
import dev.handover.authority.DeviceFinding;
import dev.handover.authority.Preconditions;
import dev.handover.plan.Plan;
import dev.handover.rollout.ReadinessPolicy.Rule;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** What readiness finds in site, tenant and users, on both databases. */
abstract class ReadinessTest extends ReadinessStage {

  static class OnH2Test extends ReadinessTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends ReadinessTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  private List<String> codes(Workload workload) {
    return check(workload, "").findings().stream()
        .map(Finding::code)
        // What a pilot can prove is told by a test of its own.
        .filter(code -> !code.startsWith("PILOT_TIME"))
        .filter(code -> !code.equals("PILOT_CANNOT_PASS"))
        .toList();
  }

  @Test
  void a_prepared_estate_has_nothing_in_the_way_of_compliance() {
    PlanCheck check = check(COMPLIANCE_POLICIES, "");
    assertThat(codes(COMPLIANCE_POLICIES)).isEmpty();
    assertThat(check.ready()).isTrue();
    assertThat(check.impact()).isEqualTo(new PlanCheck.Impact(6, 0, 0, 0, 0, List.of()));
    assertThat(check(CLIENT_APPS, "").impact()).isNull();
  }

  /** To go through all devices of the plan for each lease took H2 minutes. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_rollout_that_holds_ten_thousand_of_the_devices_is_found_in_one_pass() {
    TestDatabase.empty(dataSource, "lease", "rollout");
    OffsetDateTime at = Sql.time(clock.instant());
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values ('R-1', 'Holds them', 'endpoint-protection', 'EXPANDING', false, '{}', '', '',
              'requester', false, :at, :at, 10000, 1)""")
        .param("at", at)
        .update();
    MapSqlParameterSource[] devices = tenThousandMore();
    NamedParameterJdbcTemplate batch = new NamedParameterJdbcTemplate(dataSource);
    batch.batchUpdate(
        "insert into lease (workload, device_id, rollout_id) values ('endpoint-protection', :n, 'R-1')",
        devices);
    for (DeviceFinding finding : DeviceFinding.values()) {
      tuned.put(finding.name(), new Rule(WARNING, false));
    }
    Finding leased = finding(check(DEVICE_CONFIGURATION, ""), "LEASED");
    assertThat(leased.devices()).isEqualTo(10_000);
    assertThat(leased.message())
        .contains("which device-configuration takes along) holds 10,000 of these devices; begin");
    TestDatabase.empty(dataSource, "lease", "rollout");
  }

  @Test
  void a_population_of_nobody_is_told_with_its_place() {
    jdbc.sql("update device set configmgr_mask = 2147479807").update();
    assertThat(finding(check(CLIENT_APPS, ""), "POPULATION_EMPTY").message())
        .isEqualTo("The population matches 6 devices, of which none can be moved (population).");
    jdbc.sql("delete from device").update();
    PlanCheck check = check(CLIENT_APPS, "");
    assertThat(check.ready()).isFalse();
    assertThat(finding(check, "POPULATION_EMPTY").message())
        .isEqualTo("No device matches the population (population).");
  }

  @Test
  void what_was_never_read_or_long_ago_is_a_finding_of_its_own() {
    jdbc.sql("delete from read_cursor where source = :s").param("s", Preconditions.SITE).update();
    cursors.succeeded(
        Preconditions.TENANT, clock.instant().minus(Preconditions.READ_WITHIN).minusSeconds(1));
    cursors.succeeded(Preconditions.EVALUATIONS, clock.instant().minus(Preconditions.READ_WITHIN));
    cursors.failed(Preconditions.TENANT, "the tenant is throttling");

    PlanCheck check = check(COMPLIANCE_POLICIES, "");
    assertThat(finding(check, "CLIENT_SETTINGS_NOT_READ").message())
        .endsWith("have never been read.");
    assertThat(finding(check, "TENANT_NOT_READ").message())
        .contains("were last read at 2")
        .endsWith("(the tenant is throttling).");
    assertThat(codes(COMPLIANCE_POLICIES)).doesNotContain("EVALUATIONS_NOT_READ");
    jdbc.sql("delete from read_cursor").update();
    assertThat(codes(COMPLIANCE_POLICIES)).contains("EVALUATIONS_NOT_READ");
  }

  @Test
  void a_site_that_is_too_old_or_has_retired_resource_access_is_told() {
    assertThat(codes(RESOURCE_ACCESS_POLICIES))
        .contains("RESOURCE_ACCESS_RETIRED", "ALREADY_AT_INTUNE");
    jdbc.sql("update configmgr_site set version = 1706").update();
    assertThat(codes(RESOURCE_ACCESS_POLICIES)).containsExactly("SITE_TOO_OLD");
    jdbc.sql("update configmgr_site set version = 1710").update();
    assertThat(codes(RESOURCE_ACCESS_POLICIES)).isEmpty();
  }

  @Test
  void one_pilot_collection_for_two_workloads_is_told_with_the_other() {
    jdbc.sql("update slider set pilot_collection = 'P2' where workload = 'client-apps'").update();
    assertThat(finding(check(COMPLIANCE_POLICIES, ""), "PILOT_COLLECTION_SHARED").message())
        .contains("that of Client apps, too");
    assertThat(codes(ENDPOINT_PROTECTION)).doesNotContain("PILOT_COLLECTION_SHARED");
  }

  @Test
  void baselines_that_end_with_the_move_are_named() {
    jdbc.sql("insert into baseline values ('c', 'Firewall', false)").update();
    assertThat(finding(check(DEVICE_CONFIGURATION, ""), "BASELINES_NOT_ALWAYS_APPLIED").message())
        .startsWith("1 baseline is not set")
        .endsWith("Firewall.");
    assertThat(codes(ENDPOINT_PROTECTION)).doesNotContain("BASELINES_NOT_ALWAYS_APPLIED");
  }

  @Test
  void workloads_that_usually_move_before_are_named_until_their_slider_is_at_intune() {
    jdbc.sql("update slider set position = 'INTUNE' where workload like 'office%'").update();
    assertThat(finding(check(CLIENT_APPS, ""), "EARLIER_WORKLOAD_NOT_MOVED").message())
        .isEqualTo(
            "Compliance policies usually come before Client apps; their sliders are not at Intune yet.");
    jdbc.sql("update slider set position = 'INTUNE' where workload like 'compliance%'").update();
    assertThat(codes(CLIENT_APPS)).doesNotContain("EARLIER_WORKLOAD_NOT_MOVED");
  }

  @Test
  void compliance_without_a_policy_locks_everybody_out_or_evaluates_nobody() {
    jdbc.sql("update tenant_setting set compliance_policies = 0").update();
    assertThat(codes(COMPLIANCE_POLICIES)).containsExactly("LOCKED_OUT_WITHOUT_POLICY");
    jdbc.sql("update tenant_setting set secure_by_default = false").update();
    assertThat(codes(COMPLIANCE_POLICIES)).containsExactly("NO_COMPLIANCE_POLICY");
    jdbc.sql("update tenant_setting set secure_by_default = null").update();
    assertThat(codes(COMPLIANCE_POLICIES))
        .containsExactly("SECURE_BY_DEFAULT_UNKNOWN", "NO_COMPLIANCE_POLICY");
  }

  @Test
  void policy_says_how_much_a_finding_weighs_and_whether_its_devices_move() {
    jdbc.sql("update intune_evaluation set licensed = false where entra_device_id = 'e1'").update();
    PlanCheck check = check(COMPLIANCE_POLICIES, "");
    assertThat(check.population()).isEqualTo(5);
    assertThat(finding(check, "NO_LICENCE"))
        .isEqualTo(
            new Finding(
                "NO_LICENCE", WARNING, "1 device has no Intune licence; it is left out.", 1));

    tuned.put("NO_LICENCE", new Rule(BLOCKING, false));
    check = check(COMPLIANCE_POLICIES, "");
    assertThat(check.population()).isEqualTo(6);
    assertThat(check.ready()).isFalse();
    assertThat(finding(check, "NO_LICENCE").message()).isEqualTo("1 device has no Intune licence.");
    assertThat(finding(check, "NO_LICENCE").devices()).isOne();
  }

  @Test
  void the_devices_that_a_plan_leaves_out_are_told_by_name_each_with_its_first_reason() {
    jdbc.sql("update intune_evaluation set licensed = false where entra_device_id <> 'e6'")
        .update();
    jdbc.sql("update device set join_state = 'REGISTERED' where id = 3").update();
    assertThat(leftOut(null, 0, 2).items())
        .extracting(LeftOutDevices.Device::name, LeftOutDevices.Device::reason)
        .containsExactly(tuple("PC1", "NO_LICENCE"), tuple("PC2", "NO_LICENCE"));
    assertThat(leftOut(null, 2, 2).items())
        .extracting(LeftOutDevices.Device::name)
        .containsExactly("PC5");
    assertThat(leftOut(null, 0, 2).total()).isEqualTo(5);
    assertThat(leftOut("NOT_JOINED", 0, 50).items())
        .extracting(LeftOutDevices.Device::id, LeftOutDevices.Device::why)
        .containsExactly(tuple(3L, "is neither Entra joined nor hybrid joined"));
    assertThatThrownBy(() -> leftOut("SOFTWARE_UPDATES_ON", 0, 50))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("leaves no device out of a rollout of client-apps");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whom_two_plans_both_move_is_counted_in_one_pass() {
    tenThousandMore();
    Stream.of(DeviceFinding.values()).forEach(f -> tuned.put(f.name(), new Rule(WARNING, false)));
    jdbc.sql("update device set join_state = 'REGISTERED' where id = 1500").update();
    Plan one = plans.parse(plan(CLIENT_APPS, ""));
    Plan other =
        plans.parse(
            plan(ENDPOINT_PROTECTION, "").replace("==CO_MANAGED", "==CO_MANAGED;name!=PC6"));
    Registration registration =
        new Registration(plans, readiness, null, null, null, null, null, jdbc, clock);

    Integer both =
        TestDatabase.transactions(dataSource).execute(tx -> registration.shared(one, other));

    assertThat(both).isEqualTo(10_000 + 6 - 2);
  }

  private MapSqlParameterSource[] tenThousandMore() {
    OffsetDateTime at = Sql.time(clock.instant());
    MapSqlParameterSource[] devices =
        IntStream.range(1_000, 11_000)
            .mapToObj(
                n ->
                    new MapSqlParameterSource("n", n).addValue("name", "PC" + n).addValue("at", at))
            .toArray(MapSqlParameterSource[]::new);
    new NamedParameterJdbcTemplate(dataSource)
        .batchUpdate(
            """
        insert into device (id, entra_device_id, intune_id, resource_id, name, join_state,
          management_state, configmgr_mask, configmgr_at_intune, configmgr_seen_at,
          intune_at_intune, intune_seen_at)
        values (:n, :name, :name, :n, :name, 'HYBRID_JOINED', 'CO_MANAGED', 8193, 0,
          :at, 0, :at)""",
            devices);
    return devices;
  }

  private Page<LeftOutDevices.Device> leftOut(String reason, int page, int size) {
    return TestDatabase.transactions(dataSource)
        .execute(
            tx ->
                new LeftOutDevices(plans, readiness, jdbc)
                    .of(plan(CLIENT_APPS, ""), reason, page, size));
  }
}
