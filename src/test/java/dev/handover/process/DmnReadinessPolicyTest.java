package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.rollout.Finding.Severity;
import dev.handover.rollout.ReadinessPolicy;
import dev.handover.rollout.ReadinessPolicy.Rule;
import dev.handover.rollout.ReadinessTables;
import dev.handover.rollout.ReadinessTables.Version;
import dev.handover.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.repository.Deployment;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Findings weighed by the table that is deployed. */
class DmnReadinessPolicyTest extends ProcessStage {

  @Autowired ReadinessPolicy policy;
  @Autowired ReadinessTables tables;

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
                "<text>\"SOFTWARE_UPDATES_ON\", \"SOFTWARE_UPDATES_UNKNOWN\"</text>",
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

  @Test
  void a_table_that_comes_with_a_newer_handover_does_not_take_back_what_was_tuned()
      throws IOException {
    List<Deployment> before = repository.createDeploymentQuery().list();
    String shipped = Files.readString(Path.of("processes/readiness-policy.dmn"));
    String tuned =
        shipped.replaceFirst("(?s)(inputEntry_silent_workload.*?)\"INFO\"", "$1\"WARNING\"");
    try {
      assertThat(tables.deploy(tuned)).extracting(Version::byAdministrator).startsWith(true, false);
      repository.createDeployment().addString("processes/readiness-policy.dmn", shipped).deploy();

      List<Version> versions = tables.versions();
      assertThat(versions).extracting(Version::byAdministrator).startsWith(false, true, false);
      assertThat(ReadinessTables.inForce(versions)).isEqualTo(versions.get(1));
      assertThat(rule("SILENT_IN_INTUNE", Workload.CLIENT_APPS).severity())
          .isEqualTo(Severity.WARNING);
    } finally {
      repository.createDeploymentQuery().list().stream()
          .filter(d -> before.stream().noneMatch(b -> b.getId().equals(d.getId())))
          .forEach(d -> repository.deleteDeployment(d.getId(), true));
    }
    assertThat(rule("SILENT_IN_INTUNE", Workload.CLIENT_APPS).severity()).isEqualTo(Severity.INFO);
  }
}
