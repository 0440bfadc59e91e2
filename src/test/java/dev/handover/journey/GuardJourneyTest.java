package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.estate.sandbox.SandboxFaults;
import dev.handover.estate.sandbox.Scenario;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutLife;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.TaskBrief;
import dev.handover.rollout.TaskKind;
import dev.handover.rollout.WaveOrder;
import dev.handover.rollout.WaveQueries;
import dev.handover.rollout.WaveView;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** A wave starts well, passes, and worsens some days later, wherever the rollout is by then. */
@TestPropertySource(properties = "handover.sandbox.devices=600")
@Import(PostgresJourneyTest.Postgres.class)
class GuardJourneyTest extends Journey {

  private static final String WORKLOAD = "compliance-policies";
  private static final Duration STEP = Duration.ofHours(4);

  @Autowired private SandboxFaults faults;
  @Autowired private WaveQueries waves;
  @Autowired private RolloutLife life;

  private int addedBefore;
  private int removedBefore;

  @AfterEach
  void nothingBefallsAnybody() {
    faults.replaceScenarios(List.of());
  }

  @Test
  void a_regression_withdraws_the_open_approval_says_who_was_asked_and_puts_everything_back() {
    worsensAfter(60);
    String id = start("onFail: rollback", "approvals: { expansion: 2 }");
    untilAsked(id, TaskKind.APPROVE_EXPANSION);
    pass(Duration.ofMinutes(5));
    assertThat(guard(id, 0).verdict()).isEqualTo("PASS");
    assertThat(guard(id, 0).watching()).isTrue();
    decide(id, Outcome.APPROVE, null, APPROVER1);
    int added = added();

    untilRegressed(id);

    assertThat(state(id)).isEqualTo("ROLLING_BACK");
    assertThat(pending(id, TaskKind.APPROVE_EXPANSION)).isFalse();
    assertThat(journal(id, "task-withdrawn"))
        .singleElement()
        .asString()
        .startsWith("'Approve expansion' is withdrawn: Pilot has regressed.")
        .contains("It was for change-managers.")
        .contains("It had 1 of the 2 approvals needed, by approver1");
    assertThat(journal(id, "wave-regressed"))
        .singleElement()
        .asString()
        .startsWith("Pilot has regressed since it passed. ")
        .contains("devices non-compliant", "It stays failed.");
    untilRolledBack(id);
    assertThat(added()).isPositive().isEqualTo(added);
    assertThat(removed()).isEqualTo(added);
    assertNobodyIsLeftAtIntune(id, WORKLOAD);
    assertThat(guard(id, 0).regressedAt()).isNotNull();
    assertThat(guard(id, 0).watching()).isFalse();
  }

  @Test
  void a_regression_of_the_pilot_in_the_middle_of_the_next_wave_puts_both_back() {
    worsensAfter(60);
    String id = start("onFail: rollback", "approvals: { expansion: 1 }");
    approveExpansion(id);
    untilRegressed(id);

    assertThat(waveStates(id)).element(1).isIn("MOVING", "SOAKING", "ROLLING_BACK");
    int added = added();
    untilRolledBack(id);
    assertThat(added()).isEqualTo(added);
    assertThat(removed()).isEqualTo(added);
    assertThat(waveStates(id)).containsExactly("ROLLED_BACK", "ROLLED_BACK", "PLANNED", "PLANNED");
    assertNobodyIsLeftAtIntune(id, WORKLOAD);
  }

  @Test
  void a_regression_withdraws_the_task_to_move_the_slider() {
    worsensAfter(240);
    String id =
        desk.start(plan(WORKLOAD, ALL, "noncompliant", "approvals: { expansion: 1 }"), REQUESTER);
    approveExpansion(id);
    untilAsked(id, TaskKind.MOVE_SLIDER);
    int added = added();

    untilRegressed(id);

    assertThat(journal(id, "task-withdrawn"))
        .singleElement()
        .asString()
        .startsWith("'Move slider to Intune' is withdrawn")
        .contains("administrators or change-managers");
    assertThat(pending(id, TaskKind.MOVE_SLIDER)).isFalse();
    untilRolledBack(id);
    assertThat(removed()).isEqualTo(added);
    assertNobodyIsLeftAtIntune(id, WORKLOAD);
  }

  @Test
  void a_person_who_is_asked_may_accept_the_risk_and_the_approval_begins_anew() {
    worsensAfter(60);
    String id = start("onFail: ask", "approvals: { expansion: 2 }");
    untilAsked(id, TaskKind.APPROVE_EXPANSION);
    decide(id, Outcome.APPROVE, null, APPROVER1);
    untilAsked(id, TaskKind.DECIDE_FAILED_WAVE);
    int added = added();

    OpenTask asked = task(id);
    TaskBrief brief = decisions.brief(id, asked.kind(), asked.wave());
    assertThat(brief.summary()).startsWith("This wave had passed; it has been watched on");
    assertThat(brief.reasons()).contains("It stays failed.");
    assertThat(brief.evidence()).extracting(TaskBrief.EvidenceRow::verdict).contains("failed");
    assertThat(brief.evidenceHash()).isEqualTo(guard(id, 0).evidenceHash());
    for (int i = 0; i < 3; i++) {
      pass(STEP);
    }
    assertThat(state(id)).isEqualTo("EXPANDING");
    assertThat(waveStates(id)).startsWith("FAILED", "PLANNED");
    assertThat(added()).isEqualTo(added);
    assertThat(removed()).isZero();

    decide(id, Outcome.ACCEPT_RISK, "Pilot: known fault, fix is coming", APPROVER2);
    runJobs();
    assertThat(waveStates(id)).startsWith("PASSED", "PLANNED");
    OpenTask again = task(id);
    assertThat(again.kind()).isEqualTo(TaskKind.APPROVE_EXPANSION);
    assertThat(decisions.brief(id, again.kind(), again.wave()).summary())
        .contains("Approvals: 0 of 2.")
        .contains("Pilot had passed and has regressed since");
    TaskBrief approval = decisions.brief(id, again.kind(), again.wave());
    assertThat(approval.reasons().lines())
        .startsWith("It has regressed since it passed: " + guard(id, 0).regressedWhy())
        .last()
        .asString()
        .startsWith("When it passed: ");
    assertThat(approval.evidence())
        .extracting(TaskBrief.EvidenceRow::verdict)
        .containsOnly("passed, before it regressed");
    assertThat(approval.evidenceHash())
        .as("of what is shown")
        .isEqualTo(
            jdbc.sql("select evidence_hash from wave where rollout_id = :id and no = 0")
                .param("id", id)
                .query(String.class)
                .single());
    pass(STEP);
    assertThat(guard(id, 0).verdict()).isNotEqualTo("FAIL");
    decide(id, Outcome.APPROVE, null, APPROVER1);
    decide(id, Outcome.APPROVE, null, APPROVER2);
    until("wave 1 moves", () -> added() > added, STEP, 6);
    assertThat(journal(id, "wave-regressed")).hasSize(1);
  }

  @Test
  void a_regression_during_a_pause_stops_the_wave_that_waits_and_goes_back_if_nobody_decides() {
    worsensAfter(60);
    String id = start("onFail: ask", "approvals: { expansion: 1 }");
    untilAsked(id, TaskKind.APPROVE_EXPANSION);
    desk.pause(id, "change freeze", APPROVER1);
    decide(id, Outcome.APPROVE, null, APPROVER1);
    runJobs();
    int added = added();

    untilAsked(id, TaskKind.DECIDE_FAILED_WAVE);
    desk.resume(id, "the freeze is over", APPROVER1);
    pass(STEP);
    pass(STEP);
    assertThat(waveStates(id)).startsWith("FAILED", "WAITING");
    assertThat(life.orderWave(id, 1)).isEqualTo(WaveOrder.HELD);
    assertThat(added()).isEqualTo(added);

    until(
        "nobody decides in time", () -> !state(id).equals("EXPANDING"), Duration.ofHours(6), 4 * 4);
    untilRolledBack(id);
    assertThat(added()).isEqualTo(added);
    assertThat(removed()).isEqualTo(added);
  }

  @Test
  void while_a_regression_is_open_a_later_wave_neither_passes_nor_is_let_through() {
    worsensAfter(60);
    String id = start("onFail: ask", "approvals: { expansion: 1 }");
    approveExpansion(id);
    untilAsked(id, TaskKind.DECIDE_FAILED_WAVE);
    faults.replaceScenarios(List.of());
    for (int i = 0; i < 12; i++) {
      pass(STEP);
    }
    assertThat(waveStates(id)).startsWith("FAILED", "SOAKING", "PLANNED");
    String hash = decisions.brief(id, TaskKind.APPROVE_WAVE, 2).evidenceHash();
    assertThatThrownBy(
            () ->
                decisions.decide(
                    id,
                    TaskKind.APPROVE_WAVE,
                    2,
                    new Decision(Outcome.APPROVE, null, hash),
                    APPROVER1))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("has regressed; decide on that first");

    decide(id, Outcome.ACCEPT_RISK, "Pilot: it has healed", APPROVER1);
    until("wave 1 passes", () -> waveStates(id).get(1).equals("PASSED"), STEP, 2);
  }

  /** What the switch does to most devices, so many hours after it. */
  private void worsensAfter(int hours) {
    faults.replaceScenarios(
        List.of(new Scenario(Workload.COMPLIANCE_POLICIES, "noncompliant", null, 0.6, hours)));
    // PostgreSQL plans badly for tables that were empty when it last looked.
    jdbc.sql("analyze").update();
    addedBefore = ledger(WORKLOAD, "ADD");
    removedBefore = ledger(WORKLOAD, "REMOVE");
  }

  private int added() {
    return ledger(WORKLOAD, "ADD") - addedBefore;
  }

  private int removed() {
    return ledger(WORKLOAD, "REMOVE") - removedBefore;
  }

  private String start(String gate, String rest) {
    return desk.start(
        plan(WORKLOAD, ALL, "noncompliant", rest)
            .replace("gate:\n", "gate:\n  " + gate + "\n")
            .replace("wave: PT12H", "wave: P2D"),
        REQUESTER);
  }

  private void approveExpansion(String id) {
    untilAsked(id, TaskKind.APPROVE_EXPANSION);
    decide(id, Outcome.APPROVE, null, APPROVER1);
  }

  private void untilRegressed(String id) {
    until("a passed wave regresses", () -> !journal(id, "wave-regressed").isEmpty(), STEP, 6 * 14);
  }

  private void untilAsked(String id, TaskKind kind) {
    until(kind + " is asked", () -> pending(id, kind), STEP, 6 * 14);
  }

  private List<String> journal(String id, String action) {
    return jdbc.sql(
            "select details from journal where rollout_id = :id and action = :action order by seq")
        .param("id", id)
        .param("action", action)
        .query(String.class)
        .list();
  }

  private WaveView.Guard guard(String id, int no) {
    return waves.wave(id, no).orElseThrow().guard();
  }
}
