package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.estate.sandbox.SandboxFaults;
import dev.handover.estate.sandbox.Scenario;
import dev.handover.rollout.TaskBrief;
import dev.handover.rollout.TaskKind;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Rollouts judged by how their devices fare against those that stay with Configuration Manager. */
abstract class ChangeJourneyContract extends ReadinessJourneyContract {

  private static final Scenario OUTAGE = new Scenario(null, "blue-screens", null, 0.3, 0);

  private static final String COMPARED =
      """
      title: Compliance, compared
      workload: compliance-policies
      population: managementState==CO_MANAGED
      pilot: { size: 200, stratifyBy: [model, site] }
      waves: [30%, 100%]
      soak: { pilot: P1D, wave: PT12H, production: P1D }
      gate:
        metrics:
          - { name: blue-screens, kind: change, margin: 0.3 }
      approvals: { expansion: 1 }
      """;

  @Autowired private SandboxFaults faults;
  private List<Scenario> usual;

  @BeforeEach
  void rememberWhatIsUsual() {
    usual = faults.scenarios();
  }

  @AfterEach
  void endTheOutage() {
    faults.replaceScenarios(usual);
  }

  @Test
  void an_outage_that_hits_everyone_does_not_stop_a_rollout() {
    String id = startAndMove();
    faults.replaceScenarios(List.of(OUTAGE));

    until(
        "the pilot has passed",
        () -> pending(id, TaskKind.APPROVE_EXPANSION),
        Duration.ofHours(6),
        4 * 5);

    assertThat(waveStates(id)).startsWith("PASSED");
    TaskBrief brief = decisions.brief(id, TaskKind.APPROVE_EXPANSION, 0);
    assertThat(brief.reasons())
        .contains("of the control group", "30 percentage points or more are ruled out");
    TaskBrief.EvidenceRow row = brief.evidence().get(0);
    assertThat(row.rate()).endsWith("over the control group");
    assertThat(row.limit()).isEqualTo("30\u00a0% over the control group");
    // By its absolute limit of 5 % it would have failed.
    String[] unhealthy = row.unhealthy().split(" of ");
    assertThat(Integer.parseInt(unhealthy[0])).isGreaterThan(Integer.parseInt(unhealthy[1]) / 6);
    assertThat(frozen(id, true)).isBetween(100, 200);
    assertThat(frozen(id, false)).isBetween(180, 200);
    assertThat(actions(id)).contains("control-frozen");
  }

  @Test
  void an_outage_that_hits_only_the_moved_devices_stops_it_and_puts_them_back() {
    String id = startAndMove();
    faults.replaceScenarios(
        List.of(new Scenario(Workload.COMPLIANCE_POLICIES, "blue-screens", null, 0.9, 1)));

    until(
        "the rollback begins", () -> state(id).equals("ROLLING_BACK"), Duration.ofHours(6), 4 * 5);

    assertThat(
            ids(
                "select details from journal where action = 'wave-failed' and rollout_id = '"
                    + id
                    + "'"))
        .singleElement()
        .asString()
        .contains(
            "Pilot: failed.", "of the control group", "above the margin of 30 percentage points");
    untilRolledBack(id);
    assertNobodyIsLeftAtIntune(id, "compliance-policies");
  }

  /** Until the moves are ordered, and what they are compared with is frozen. */
  private String startAndMove() {
    String id = desk.start(COMPARED, REQUESTER);
    until(
        "the pilot is ordered",
        () ->
            count("select count(*) from authority_order where rollout_id = :id", Map.of("id", id))
                > 0,
        Duration.ofMinutes(30),
        48);
    return id;
  }

  private int frozen(String id, boolean control) {
    return count(
        """
        select count(*) from wave_baseline
        where rollout_id = :id and wave_no = 0 and control = :control""",
        Map.of("id", id, "control", control));
  }
}
