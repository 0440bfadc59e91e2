package dev.handover.rollout;

import static dev.handover.rollout.Finding.Severity.BLOCKING;
import static dev.handover.rollout.Finding.Severity.WARNING;
import static dev.handover.workload.Workload.COMPLIANCE_POLICIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.handover.TestDatabase;
import dev.handover.rollout.ReadinessPolicy.Rule;
import java.sql.Types;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Whom a move of compliance would lock out, on both databases. */
abstract class AccessImpactTest extends ReadinessStage {

  static class OnH2Test extends AccessImpactTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends AccessImpactTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
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
