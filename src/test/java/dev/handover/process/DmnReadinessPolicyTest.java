package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.rollout.Finding.Severity;
import dev.handover.rollout.ReadinessPolicy;
import dev.handover.rollout.ReadinessPolicy.Rule;
import dev.handover.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Findings weighed by the table that is deployed. */
class DmnReadinessPolicyTest extends ProcessStage {

  @Autowired ReadinessPolicy policy;

  private Rule rule(String code, Workload workload) {
    return policy.rules(workload, Set.of(code)).get(code);
  }

  @Test
  void the_table_is_asked_in_handovers_own_name_whoever_checks_a_plan() {
    identity.setAuthentication("requester", List.of("requesters"));

    assertThat(rule("NO_LICENCE", Workload.CLIENT_APPS))
        .isEqualTo(new Rule(Severity.WARNING, true));
    assertThat(rule("LICENCE_UNKNOWN", Workload.CLIENT_APPS))
        .isEqualTo(new Rule(Severity.WARNING, false));
    assertThat(identity.getCurrentAuthentication().getUserId()).isEqualTo("requester");
  }

  @Test
  void what_no_rule_knows_blocks_and_leaves_the_device_out() {
    assertThat(rule("SOMETHING_NEW", Workload.CLIENT_APPS)).isEqualTo(Rule.STRICTEST);
  }

  @Test
  void a_newer_table_counts_at_once_and_what_it_says_unclearly_gets_the_strictest()
      throws IOException {
    assertThat(rule("SOFTWARE_UPDATES_ON", Workload.WINDOWS_UPDATE_POLICIES).leaveOut()).isTrue();
    String tuned =
        Files.readString(Path.of("processes/readiness-policy.dmn"))
            .replace(
                "<text>\"SOFTWARE_UPDATES_ON\",\"SOFTWARE_UPDATES_UNKNOWN\"</text>",
                "<text>\"SOFTWARE_UPDATES_UNKNOWN\"</text>")
            .replaceFirst(
                "(?s)(inputEntry_silent_workload.*?)\"INFO\"(.*?)\"EXCLUDE\"",
                "$1\"INFO\"$2\"KEEP\"")
            .replaceFirst("(?s)(inputEntry_order_workload.*?)\"INFO\"", "$1\"HARMLESS\"");
    String deployment =
        repository
            .createDeployment()
            .addString("processes/readiness-policy.dmn", tuned)
            .deploy()
            .getId();
    try {
      assertThat(rule("SOFTWARE_UPDATES_ON", Workload.WINDOWS_UPDATE_POLICIES))
          .isEqualTo(Rule.STRICTEST);
      assertThat(rule("SILENT_IN_INTUNE", Workload.CLIENT_APPS))
          .isEqualTo(new Rule(Severity.INFO, false));
      assertThat(rule("EARLIER_WORKLOAD_NOT_MOVED", Workload.CLIENT_APPS))
          .isEqualTo(Rule.STRICTEST);
    } finally {
      repository.deleteDeployment(deployment, true);
    }
    assertThat(rule("SILENT_IN_INTUNE", Workload.CLIENT_APPS).leaveOut()).isTrue();
  }
}
