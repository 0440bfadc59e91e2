package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.rollout.Residue;
import dev.handover.workload.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table that change managers tune, as it stands. */
class RolloutPolicyTest {

  private static final DmnEngine ENGINE =
      DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();

  @ParameterizedTest
  @CsvSource({
    "device-configuration, 100, false, 0, 2, 0, PERSON, ASK",
    "device-configuration, 100, true, 1, 2, 0, PERSON, ASK",
    "endpoint-protection, 100000, false, 0, 2, 0, PERSON, ASK",
    "compliance-policies, 100000, true, 0, 1, 0, PERSON, PLAN",
    "windows-update-policies, 100, false, 0, 1, 0, PERSON, ASK",
    "office-click-to-run-apps, 20000, true, 0, 0, 0, AUTOMATIC, PLAN",
    "office-click-to-run-apps, 20001, true, 1, 2, 1, PERSON, PLAN",
    "client-apps, 1, false, 0, 0, 0, AUTOMATIC, PLAN",
    "resource-access-policies, 1, false, 1, 2, 1, PERSON, ASK",
    "something-new, 1, false, 1, 2, 1, PERSON, ASK",
  })
  void the_first_rule_that_fits_counts_and_the_unknown_gets_the_strictest(
      String workload,
      int population,
      boolean byAutomation,
      int start,
      int expansion,
      int wave,
      String handover,
      String onFailure)
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
          .containsEntry("handover", handover)
          .containsEntry("onFailure", onFailure);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "start, device-configuration, access, 0",
    "expansion, office-click-to-run-apps, none, 0",
    "wave, office-click-to-run-apps, accepted, 1",
    "wave, client-apps, quarantine, 1",
    "expansion, compliance-policies, access, 1",
    "wave, compliance-policies, access, 0",
    "wave, device-configuration, quarantine, 2",
    "expansion, endpoint-protection, accepted, 2",
    "wave, endpoint-protection, none, 0",
    "wave, client-apps, something-new, 2",
    "something-new, client-apps, none, 2",
  })
  void a_green_stage_goes_on_without_a_person_and_one_at_risk_does_not(
      String stage, String workload, String risk, int approvals) throws IOException {
    try (InputStream model = Files.newInputStream(Path.of("processes/approval-policy.dmn"))) {
      DmnDecision policy = ENGINE.parseDecision("approvalPolicy", model);
      Map<String, Object> asked =
          Map.of(
              "stage", stage,
              "workload", workload,
              "population", 400,
              "byAutomation", false,
              "risk", risk);
      assertThat(ENGINE.evaluateDecision(policy, asked).getSingleResult().getEntryMap())
          .containsEntry("approvals", approvals)
          .containsEntry("group", "change-managers")
          .containsEntry("escalationGroup", "administrators");
    }
  }

  @ParameterizedTest
  @EnumSource(Workload.class)
  void a_person_is_asked_wherever_going_back_is_worse_than_holding_and_only_there(Workload workload)
      throws IOException {
    try (InputStream model = Files.newInputStream(Path.of("processes/rollout-policy.dmn"))) {
      DmnDecision policy = ENGINE.parseDecision("rolloutPolicy", model);
      for (int population : List.of(1, 1_000_000)) {
        var result =
            ENGINE.evaluateDecision(
                policy,
                Map.of(
                    "workload", workload.slug(), "population", population, "byAutomation", false));
        assertThat(result.getSingleResult().getEntryMap())
            .containsEntry("onFailure", Residue.worseToGoBack(workload) == null ? "PLAN" : "ASK");
      }
    }
  }
}
