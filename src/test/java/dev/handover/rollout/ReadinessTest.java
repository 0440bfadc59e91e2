package dev.handover.rollout;

import static dev.handover.rollout.Finding.Severity.BLOCKING;
import static dev.handover.rollout.Finding.Severity.WARNING;
import static dev.handover.workload.Workload.CLIENT_APPS;
import static dev.handover.workload.Workload.COMPLIANCE_POLICIES;
import static dev.handover.workload.Workload.DEVICE_CONFIGURATION;
import static dev.handover.workload.Workload.ENDPOINT_PROTECTION;
import static dev.handover.workload.Workload.RESOURCE_ACCESS_POLICIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.mockito.Mockito.mock;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.Eligibility;
import dev.handover.authority.Preconditions;
import dev.handover.authority.SliderOrders;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.estate.ReadCursors;
import dev.handover.health.Signals;
import dev.handover.plan.Plans;
import dev.handover.rollout.ReadinessPolicy.Rule;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What readiness finds in site, tenant and users, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReadinessTest {

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final TestClock clock = new TestClock();
  private final ReadCursors cursors = new ReadCursors(jdbc);
  private final Plans plans = new Plans(Signals.names());
  private final Map<String, Rule> tuned = new HashMap<>();

  /** Everything is a warning and leaves devices out, unless a test tunes it. */
  private final ReadinessPolicy policy =
      (workload, codes) -> {
        Map<String, Rule> rules = new HashMap<>();
        codes.forEach(code -> rules.put(code, new Rule(WARNING, true)));
        rules.putAll(tuned);
        return rules;
      };

  private final Readiness readiness =
      new Readiness(
          new Eligibility(jdbc, clock),
          new SliderOrders(jdbc, clock),
          new MaintenanceWindows(jdbc),
          mock(Flux.class),
          policy,
          new EstateReadiness(cursors, jdbc, clock),
          new AccessImpact(jdbc),
          jdbc,
          clock);

  abstract DataSource dataSource();

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

  @BeforeEach
  void anEstateWithoutFault() {
    tuned.clear();
    TestDatabase.empty(
        dataSource,
        "read_cursor",
        "slider",
        "site_setting",
        "tenant_setting",
        "baseline",
        "client_setting",
        "intune_evaluation",
        "device");
    for (Workload workload : Workload.values()) {
      jdbc.sql("insert into slider values (:w, 'PILOT_INTUNE', :c, :at)")
          .param("w", workload.slug())
          .param("c", "P" + workload.bit())
          .param("at", Sql.time(clock.instant()))
          .update();
    }
    jdbc.sql("insert into site_setting values (1, 2403)").update();
    jdbc.sql("insert into tenant_setting values (1, true, 3, 'XTS_AES_256')").update();
    jdbc.sql("insert into baseline values ('b', 'Time', true)").update();
    for (String source :
        List.of(Preconditions.SITE, Preconditions.TENANT, Preconditions.EVALUATIONS)) {
      cursors.succeeded(source, clock.instant());
    }
    for (int n = 1; n <= 6; n++) {
      device(n, "u%d@x.y".formatted(n), true, "COMPLIANT");
    }
  }

  private void device(int n, String user, Boolean compliant, String underIntune) {
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
    jdbc.sql("insert into intune_evaluation values (:entra, :user, true, :compliant, :under)")
        .param("entra", "e" + n)
        .param("user", user, Types.VARCHAR)
        .param("compliant", compliant, Types.BOOLEAN)
        .param("under", underIntune)
        .update();
  }

  private void evaluate(int n, String user, Boolean compliant, String underIntune) {
    jdbc.sql(
            """
            update intune_evaluation set user_principal_name = :user, compliant = :compliant,
              under_intune = :under where entra_device_id = :entra""")
        .param("entra", "e" + n)
        .param("user", user, Types.VARCHAR)
        .param("compliant", compliant, Types.BOOLEAN)
        .param("under", underIntune)
        .update();
  }

  private PlanCheck check(Workload workload, String rest) {
    return readiness.check(
        plans.parse(
            """
            workload: %s
            population: managementState==CO_MANAGED
            pilot: { size: 2 }
            waves: [100%%]
            soak: { pilot: P1D, wave: PT12H, production: P1D }
            gate:
              metrics:
                - { name: client-unhealthy, expected: 0.02, limit: 0.5 }
            %s
            """
                .formatted(workload.slug(), rest)));
  }

  private Finding finding(PlanCheck check, String code) {
    return check.findings().stream().filter(f -> f.code().equals(code)).findFirst().orElseThrow();
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
        .contains("were last read at 20")
        .endsWith("(the tenant is throttling).");
    assertThat(codes(COMPLIANCE_POLICIES)).doesNotContain("EVALUATIONS_NOT_READ");
    jdbc.sql("delete from read_cursor").update();
    assertThat(codes(COMPLIANCE_POLICIES)).contains("EVALUATIONS_NOT_READ");
  }

  @Test
  void a_site_that_is_too_old_or_has_retired_resource_access_is_told() {
    assertThat(codes(RESOURCE_ACCESS_POLICIES)).containsExactly("RESOURCE_ACCESS_RETIRED");
    jdbc.sql("update site_setting set version = 1706").update();
    assertThat(codes(RESOURCE_ACCESS_POLICIES)).containsExactly("SITE_TOO_OLD");
    jdbc.sql("update site_setting set version = 1710").update();
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
        .contains("1 baselines")
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
                "NO_LICENCE", WARNING, "1 devices have no Intune licence; they are left out.", 1));

    tuned.put("NO_LICENCE", new Rule(BLOCKING, false));
    check = check(COMPLIANCE_POLICIES, "");
    assertThat(check.population()).isEqualTo(6);
    assertThat(check.ready()).isFalse();
    assertThat(finding(check, "NO_LICENCE").message())
        .isEqualTo("1 devices have no Intune licence.");
    assertThat(finding(check, "NO_LICENCE").devices()).isOne();
  }

  @Test
  void a_user_is_blocked_by_any_device_that_is_fine_now_and_would_not_be() {
    evaluate(1, "u1@x.y", true, "NONCOMPLIANT");
    evaluate(2, "u1@x.y", true, "COMPLIANT");
    evaluate(3, "u3@x.y", true, "ERROR");
    evaluate(4, "u3@x.y", true, "CONFLICT");
    evaluate(5, "u5@x.y", false, "NONCOMPLIANT");
    evaluate(6, null, true, "NOT_EVALUATED");

    PlanCheck check = check(COMPLIANCE_POLICIES, "");
    assertThat(check.impact())
        .isEqualTo(new PlanCheck.Impact(3, 2, 1, 4, 0, List.of("u1@x.y", "u3@x.y")));
    assertThat(check.findings())
        .extracting(Finding::code, Finding::severity, Finding::devices)
        .contains(tuple("USERS_WOULD_BE_BLOCKED", WARNING, 4));
    assertThat(finding(check, "USERS_WOULD_BE_BLOCKED").message())
        .isEqualTo(
            "2 of 3 users would lose access on 4 devices under Intune's evaluation; the plan sets no cap (impact).");
  }

  @Test
  void a_device_without_a_policy_is_judged_as_the_tenant_says() {
    evaluate(1, "u1@x.y", true, "NOT_EVALUATED");
    assertThat(check(COMPLIANCE_POLICIES, "").impact().devices()).isOne();
    jdbc.sql("update tenant_setting set secure_by_default = false").update();
    assertThat(check(COMPLIANCE_POLICIES, "").impact())
        .isEqualTo(new PlanCheck.Impact(6, 0, 0, 0, 0, List.of()));
    jdbc.sql("update tenant_setting set secure_by_default = null").update();
    assertThat(check(COMPLIANCE_POLICIES, "").impact())
        .isEqualTo(new PlanCheck.Impact(6, 0, 0, 0, 1, List.of()));
  }

  @Test
  void what_cannot_be_told_is_counted_only_where_it_matters() {
    evaluate(1, "u1@x.y", true, "UNKNOWN");
    evaluate(2, "u2@x.y", null, "ERROR");
    evaluate(3, "u3@x.y", false, "UNKNOWN");
    evaluate(4, "u4@x.y", null, "IN_GRACE_PERIOD");
    jdbc.sql("delete from intune_evaluation where entra_device_id = 'e5'").update();
    tuned.put("LICENCE_UNKNOWN", new Rule(WARNING, false));

    PlanCheck check = check(COMPLIANCE_POLICIES, "");
    assertThat(check.impact().unknown()).isEqualTo(3);
    assertThat(check.impact().usersBlocked()).isZero();
    assertThat(finding(check, "IMPACT_UNKNOWN").devices()).isEqualTo(3);
  }

  @Test
  void devices_that_are_left_out_lock_nobody_out() {
    evaluate(1, "u1@x.y", true, "ERROR");
    jdbc.sql("update device set join_state = 'REGISTERED' where id = 1").update();
    assertThat(check(COMPLIANCE_POLICIES, "").impact().usersBlocked()).isZero();
  }

  @Test
  void a_cap_stops_the_plan_at_one_user_more_and_not_before() {
    evaluate(1, "u1@x.y", true, "ERROR");
    evaluate(2, "u2@x.y", true, "ERROR");

    PlanCheck above = check(COMPLIANCE_POLICIES, "impact: { maxBlockedUsers: 1 }");
    assertThat(above.ready()).isFalse();
    assertThat(finding(above, "IMPACT_ABOVE_CAP").severity()).isEqualTo(BLOCKING);
    assertThat(finding(above, "IMPACT_ABOVE_CAP").message())
        .startsWith("2 of 6 users")
        .endsWith("the plan allows 1 (impact).");
    PlanCheck at = check(COMPLIANCE_POLICIES, "impact: { maxBlockedUsers: 2 }");
    assertThat(at.ready()).isTrue();
    assertThat(finding(at, "IMPACT_WITHIN_CAP").devices()).isEqualTo(2);
    // a third of six users is two, and a little less is one
    assertThat(check(COMPLIANCE_POLICIES, "impact: { maxBlockedShare: 33.4% }").ready()).isTrue();
    assertThat(check(COMPLIANCE_POLICIES, "impact: { maxBlockedShare: 33% }").ready()).isFalse();
    assertThat(
            check(COMPLIANCE_POLICIES, "impact: { maxBlockedUsers: 5, maxBlockedShare: 20% }")
                .ready())
        .isFalse();
  }

  @Test
  void a_cap_that_the_unknown_might_break_is_told_as_unproven() {
    evaluate(1, "u1@x.y", true, "ERROR");
    evaluate(2, "u2@x.y", true, "UNKNOWN");
    tuned.put("IMPACT_CAP_UNPROVEN", new Rule(BLOCKING, false));

    PlanCheck check = check(COMPLIANCE_POLICIES, "impact: { maxBlockedUsers: 1 }");
    assertThat(check.ready()).isFalse();
    assertThat(finding(check, "IMPACT_CAP_UNPROVEN").message())
        .contains("1 of 6 users", "up to 2", "allows 1");
    assertThat(check(COMPLIANCE_POLICIES, "impact: { maxBlockedUsers: 2 }").ready()).isTrue();
  }

  @Test
  void a_break_glass_account_is_never_locked_out_whatever_policy_and_cap_say() {
    evaluate(1, "glass@x.y", true, "ERROR");
    evaluate(2, "glass2@x.y", true, "UNKNOWN");

    PlanCheck check =
        check(
            COMPLIANCE_POLICIES,
            "impact: { maxBlockedUsers: 6, breakGlass: [Glass@x.y, glass2@x.y, u3@x.y, no@x.y] }");
    assertThat(check.ready()).isFalse();
    assertThat(finding(check, "BREAK_GLASS_BLOCKED").severity()).isEqualTo(BLOCKING);
    assertThat(finding(check, "BREAK_GLASS_BLOCKED").message()).contains(" glass@x.y (");
    assertThat(finding(check, "BREAK_GLASS_UNKNOWN").message()).contains(" glass2@x.y (");
    assertThat(finding(check, "BREAK_GLASS_NOT_FOUND").message()).contains(" no@x.y (");
    assertThat(check(COMPLIANCE_POLICIES, "impact: { breakGlass: [u3@x.y] }").ready()).isTrue();
  }

  @Test
  void twenty_examples_are_enough() {
    for (int n = 7; n <= 40; n++) {
      device(n, "v%02d@x.y".formatted(n), true, "ERROR");
    }
    PlanCheck.Impact impact = check(COMPLIANCE_POLICIES, "").impact();
    assertThat(impact.usersBlocked()).isEqualTo(34);
    assertThat(impact.examples()).hasSize(20).startsWith("v07@x.y").isSorted();
  }
}
