package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.rollout.WeighedFindings;
import dev.handover.workload.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionTableResult;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table that says how much findings weigh, as it stands. */
class ReadinessPolicyTest {

  private static final Path TABLE = Path.of("processes/readiness-policy.dmn");
  private static final DmnEngine ENGINE =
      DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();

  private static final DmnDecision POLICY = policy();

  private static DmnDecision policy() {
    try (InputStream model = Files.newInputStream(TABLE)) {
      return ENGINE.parseDecision("readinessPolicy", model);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DmnDecisionTableResult ask(String code, String workload) {
    return ENGINE.evaluateDecisionTable(POLICY, Map.of("code", code, "workload", workload));
  }

  @ParameterizedTest
  @CsvSource({
    "THIRD_PARTY_MDM, client-apps, INFO, EXCLUDE",
    "NOT_JOINED, client-apps, WARNING, EXCLUDE",
    "SILENT_IN_INTUNE, client-apps, INFO, EXCLUDE",
    "NO_LICENCE, endpoint-protection, WARNING, EXCLUDE",
    "LICENCE_UNKNOWN, endpoint-protection, WARNING, KEEP",
    "CLIENT_TOO_OLD, endpoint-protection, WARNING, EXCLUDE",
    "SOFTWARE_UPDATES_UNKNOWN, windows-update-policies, WARNING, EXCLUDE",
    "OFFICE_COM_NOT_DISABLED, office-click-to-run-apps, WARNING, EXCLUDE",
    "BITLOCKER_REENCRYPTS, device-configuration, WARNING, KEEP",
    "SITE_TOO_OLD, client-apps, BLOCKING,",
    "PILOT_COLLECTION_SHARED, client-apps, BLOCKING,",
    "TENANT_NOT_READ, compliance-policies, BLOCKING,",
    "TENANT_NOT_READ, client-apps, WARNING,",
    "CLIENT_SETTINGS_NOT_READ, office-click-to-run-apps, BLOCKING,",
    "CLIENT_SETTINGS_NOT_READ, compliance-policies, WARNING,",
    "LOCKED_OUT_WITHOUT_POLICY, compliance-policies, BLOCKING,",
    "NO_COMPLIANCE_POLICY, compliance-policies, WARNING,",
    "BASELINES_NOT_ALWAYS_APPLIED, device-configuration, WARNING,",
    "EARLIER_WORKLOAD_NOT_MOVED, client-apps, INFO,",
    "USERS_WOULD_BE_BLOCKED, compliance-policies, WARNING,",
    "IMPACT_WITHIN_CAP, compliance-policies, INFO,",
    "IMPACT_CAP_UNPROVEN, compliance-policies, BLOCKING,",
    "BREAK_GLASS_UNKNOWN, compliance-policies, BLOCKING,",
  })
  void the_first_rule_that_fits_counts(
      String code, String workload, String severity, String device) {
    Map<String, Object> answer = ask(code, workload).getFirstResult().getEntryMap();
    assertThat(answer.get("severity")).isEqualTo(severity);
    assertThat(answer.get("device")).isEqualTo(device);
  }

  @Test
  void what_the_table_does_not_know_gets_no_answer() {
    assertThat(ask("SOMETHING_NEW", "client-apps")).isEmpty();
  }

  @Test
  void every_finding_has_a_rule_for_a_workload_and_every_rule_is_for_a_finding()
      throws IOException {
    for (String code : WeighedFindings.ALL) {
      assertThat(Arrays.stream(Workload.values()).map(Workload::slug))
          .as(code)
          .anySatisfy(workload -> assertThat(ask(code, workload)).isNotEmpty());
    }
    Set<String> inTable = new TreeSet<>();
    Pattern.compile("\"([A-Z]+(_[A-Z]+)+)\"")
        .matcher(Files.readString(TABLE))
        .results()
        .map((MatchResult m) -> m.group(1))
        .forEach(inTable::add);
    assertThat(inTable).containsExactlyInAnyOrderElementsOf(WeighedFindings.ALL);
  }
}
