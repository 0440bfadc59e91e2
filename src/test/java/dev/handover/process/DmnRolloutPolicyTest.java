package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.rollout.OnFailure;
import dev.handover.rollout.RolloutPolicy;
import dev.handover.rollout.SliderMode;
import dev.handover.workload.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the tables that are deployed would ask of a rollout. */
class DmnRolloutPolicyTest extends ProcessStage {

  @Autowired RolloutPolicy policy;

  @Test
  void both_tables_are_asked_in_handovers_own_name_whoever_plans() {
    identity.setAuthentication("auditor", List.of("auditors"));

    RolloutPolicy.Asked apps = policy.of(Workload.CLIENT_APPS, 5_000, false, false);
    assertThat(apps.stages()).extracting(RolloutPolicy.Stage::approvals).containsExactly(0, 0, 0);
    assertThat(apps.stages())
        .extracting(RolloutPolicy.Stage::group)
        .containsOnly("change-managers");
    assertThat(apps.handover()).isEqualTo(SliderMode.AUTOMATIC);
    assertThat(apps.onFailure()).isEqualTo(OnFailure.PLAN);
    assertThat(identity.getCurrentAuthentication().getUserId()).isEqualTo("auditor");
  }

  @Test
  void the_workload_the_number_of_devices_who_asks_and_what_is_at_risk_make_a_difference() {
    assertThat(approvals(Workload.CLIENT_APPS, 50_000, false, false)).containsExactly(1, 2, 1);
    assertThat(approvals(Workload.ENDPOINT_PROTECTION, 10, true, false)).containsExactly(1, 2, 0);
    assertThat(approvals(Workload.ENDPOINT_PROTECTION, 10, false, false)).containsExactly(0, 2, 0);
    assertThat(approvals(Workload.COMPLIANCE_POLICIES, 10, false, true)).containsExactly(0, 1, 0);
  }

  private List<Integer> approvals(
      Workload workload, int population, boolean byAutomation, boolean access) {
    return policy.of(workload, population, byAutomation, access).stages().stream()
        .map(RolloutPolicy.Stage::approvals)
        .toList();
  }
}
