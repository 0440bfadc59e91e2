package dev.handover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Other policies than the plan's own. */
class PlanPolicyTest {

  @Test
  void a_plan_under_another_policy_keeps_what_the_policy_does_not_give() {
    Plan plan = PlansTest.PLANS.parse(PlansTest.SHORT);
    Plan other = PlansTest.PLANS.under(plan, "soak: { pilot: P3D }\ngate: { minCoverage: 0.95 }");
    assertThat(other.soak())
        .isEqualTo(new Soak(Duration.ofDays(3), Duration.ofHours(12), Duration.ofDays(2)));
    assertThat(other.gate().minCoverage()).isEqualTo(0.95);
    assertThat(other.gate().metrics()).isEqualTo(plan.gate().metrics());
    assertThat(PlansTest.PLANS.under(plan, "{}")).isEqualTo(plan);
  }

  @Test
  void a_shadow_policy_is_checked_like_a_gate_and_says_where_it_is_wrong() {
    String shadows =
        """
        shadow:
          - { name: a, gate: { minCoverage: 2 } }
          - { name: a, waves: [1] }
          - { gate: 1 }
        """;
    assertThatThrownBy(() -> PlansTest.PLANS.parse(PlansTest.SHORT + shadows))
        .isInstanceOf(InvalidPlan.class)
        .hasMessageContaining("shadow[1].waves: There is no key 'waves' here")
        .hasMessageContaining("shadow[1].name: Another policy has this name.")
        .hasMessageContaining("shadow[2].name: This is required.");
    String judged =
        """
        shadow:
          - { name: a, gate: { minCoverage: 2 } }
          - { name: b, gate: { maxAge: P9D, metrics: [{ name: blue-screens, expected: 0.01, limit: 0.1 }] } }
        """;
    assertThatThrownBy(() -> PlansTest.PLANS.parse(PlansTest.SHORT + judged))
        .isInstanceOf(InvalidPlan.class)
        .hasMessageContaining("shadow[0].gate.minCoverage")
        .hasMessageContaining("shadow[1].gate.maxAge: Reports are counted up to an age of PT48H")
        .hasMessageContaining(
            "shadow[1].gate.metrics[0].name: 'blue-screens' is not measured by the plan's gate; it can be judged by noncompliant.");
  }
}
