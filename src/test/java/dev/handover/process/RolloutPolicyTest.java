package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table that change managers tune, as it stands. */
class RolloutPolicyTest {

  private static final DmnEngine ENGINE =
      DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();

  @ParameterizedTest
  @CsvSource({
    "device-configuration, 100, false, 0, 2, 0, PERSON",
    "device-configuration, 100, true, 1, 2, 0, PERSON",
    "endpoint-protection, 100000, false, 0, 2, 0, PERSON",
    "compliance-policies, 100000, true, 0, 1, 0, PERSON",
    "windows-update-policies, 100, false, 0, 1, 0, PERSON",
    "office-click-to-run-apps, 20000, true, 0, 0, 0, AUTOMATIC",
    "office-click-to-run-apps, 20001, true, 1, 2, 1, PERSON",
    "client-apps, 1, false, 0, 0, 0, AUTOMATIC",
    "resource-access-policies, 1, false, 1, 2, 1, PERSON",
    "something-new, 1, false, 1, 2, 1, PERSON",
  })
  void the_first_rule_that_fits_counts_and_the_unknown_gets_the_strictest(
      String workload,
      int population,
      boolean byAutomation,
      int start,
      int expansion,
      int wave,
      String handover)
      throws IOException {
    try (InputStream model = Files.newInputStream(Path.of("processes/rollout-policy.dmn"))) {
      DmnDecision policy = ENGINE.parseDecision("rolloutPolicy", model);
      var result =
          ENGINE.evaluateDecision(
              policy,
              Map.of("workload", workload, "population", population, "byAutomation", byAutomation));
      assertThat(result.getSingleResult().getEntryMap())
          .containsEntry("startApprovals", start)
          .containsEntry("expansionApprovals", expansion)
          .containsEntry("waveApprovals", wave)
          .containsEntry("handover", handover);
    }
  }
}
