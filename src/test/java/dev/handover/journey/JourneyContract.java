package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.calendar.Moment;
import dev.handover.estate.sandbox.SandboxFaults;
import dev.handover.estate.sandbox.Scenario;
import dev.handover.rollout.Decision;
import dev.handover.rollout.NotReady;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.rollout.ResidueQueries;
import dev.handover.rollout.ResidueReport;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutReport;
import dev.handover.rollout.RolloutReports;
import dev.handover.rollout.TaskBrief;
import dev.handover.rollout.TaskKind;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Whole rollouts, from a plan to its end, on the real engine and the simulated estate. */
abstract class JourneyContract extends Journey {

  @Autowired private RolloutQueries rollouts;
  @Autowired private SandboxFaults faults;
  @Autowired private ResidueQueries residue;
  @Autowired private RolloutReports reports;

  @Test
  void a_healthy_rollout_runs_through_to_production_and_moves_every_device_once() {
    String id =
        desk.start(
            plan("client-apps", ALL, "app-install-failed", "approvals: { expansion: 0 }"),
            REQUESTER);
    int population = count("select population from rollout where id = :id", Map.of("id", id));

    untilState(id, "COMPLETED");

    assertThat(waveStates(id)).containsOnly("PASSED");
    assertThat(
            count(
                """
                select count(*) from authority_order
                where rollout_id = :id and state = 'CONFIRMED' and direction = 'TO_INTUNE'""",
                Map.of("id", id)))
        .isGreaterThan(population * 9 / 10);
    assertThat(ledger("client-apps", "ADD")).isEqualTo(population);
    assertThat(
            count(
                """
                select count(*) from (
                  select resource_id from sandbox_ledger
                  where workload = 'client-apps' and command = 'ADD' and changed = true
                  group by resource_id having count(*) > 1) twice""",
                Map.of()))
        .isZero();
    assertThat(slider("client-apps")).isEqualTo("INTUNE");
    assertThat(count("select count(*) from lease where rollout_id = :id", Map.of("id", id)))
        .isZero();
    assertThat(runtime.createProcessInstanceQuery().processInstanceBusinessKey(id).count())
        .isZero();
    RolloutReport report = reports.of(id).orElseThrow();
    assertThat(report.prevented()).isEqualTo(new RolloutReport.Prevented(0, 0));
    assertThat(report.timeline())
        .extracting(RolloutReport.Event::what)
        .startsWith("Asked for it", "Pilot began", "Pilot passed")
        .endsWith("Watch over production passed", "Ended: completed");
  }

  @Test
  void a_regression_fails_the_pilot_and_puts_every_moved_device_back() {
    String id =
        desk.start(plan("office-click-to-run-apps", ALL, "office-update-failed", ""), REQUESTER);

    until(
        "the rollback begins",
        () -> state(id).equals("ROLLING_BACK") || state(id).equals("ROLLED_BACK"),
        Duration.ofHours(1),
        24 * 10);
    untilRolledBack(id);

    assertThat(waveStates(id)).startsWith("ROLLED_BACK").endsWith("PLANNED");
    assertThat(ledger("office-click-to-run-apps", "ADD"))
        .isPositive()
        .isEqualTo(ledger("office-click-to-run-apps", "REMOVE"));
    assertNobodyIsLeftAtIntune(id, "office-click-to-run-apps");
    RolloutReport report = reports.of(id).orElseThrow();
    assertThat(report.prevented().stops()).isEqualTo(1);
    assertThat(report.prevented().devices())
        .isEqualTo(report.rollout().population() - ledger("office-click-to-run-apps", "ADD"));
    assertThat(report.residue().preview()).isFalse();
    assertThat(report.evidence()).extracting(e -> e.verdict()).containsExactly("FAIL");
  }

  @Test
  void a_failed_wave_whose_settings_would_stay_waits_for_a_person_and_moves_nobody_further() {
    List<Scenario> usual = faults.scenarios();
    faults.replaceScenarios(
        List.of(new Scenario(Workload.DEVICE_CONFIGURATION, "policy-error", null, 0.6, 1)));
    String id = desk.start(plan("device-configuration", ALL, "policy-error", ""), REQUESTER);
    untilTask(id, TaskKind.DECIDE_FAILED_WAVE);
    faults.replaceScenarios(usual);
    int added = ledger("device-configuration", "ADD");

    for (int i = 0; i < 24; i++) {
      pass(Duration.ofHours(1));
    }
    assertThat(ledger("device-configuration", "ADD")).isPositive().isEqualTo(added);
    assertThat(ledger("device-configuration", "REMOVE")).isZero();
    TaskBrief brief = decisions.brief(id, TaskKind.DECIDE_FAILED_WAVE, 0);
    assertThat(Duration.between(clock.instant(), brief.due()))
        .isEqualTo(Duration.between(clock.instant(), brief.followUp()).multipliedBy(2));
    assertThat(brief.summary())
        .contains("Going back can do harm of its own: Settings are tattooed")
        .contains(
            "Without an answer by " + Moment.words(brief.due()) + " everything is rolled back")
        .doesNotContain("accept-risk");
    assertThat(brief.facts()).extracting(TaskBrief.Fact::about).containsExactly("If rolled back");
    assertThat(brief.facts().get(0).words())
        .startsWith("Would stay behind: Settings that Intune deployed stay: ");
    assertThat(actions(id)).contains("rollback-held").doesNotContain("rollback-started");
    // Looking at a task neither tells anybody nor gives more time.
    Instant due = decisions.brief(id, TaskKind.DECIDE_FAILED_WAVE, 0).due();
    clock.advance(Duration.ofMinutes(1));
    assertThat(decisions.brief(id, TaskKind.DECIDE_FAILED_WAVE, 0).due())
        .isNotNull()
        .isEqualTo(due);
    assertThat(actions(id)).containsOnlyOnce("task-opened");

    assertThatThrownBy(() -> hold(id, due.plus(Duration.ofDays(31))))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("by 30 days at most");
    assertThatThrownBy(() -> hold(id, clock.instant()))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("a moment to come");
    Instant until = due.plus(Duration.ofDays(4));
    hold(id, until);
    TaskBrief held = decisions.brief(id, TaskKind.DECIDE_FAILED_WAVE, 0);
    assertThat(held.due()).isEqualTo(until);
    assertThat(held.summary())
        .contains("approver1 holds it where it stands until " + Moment.words(until) + ": vendor")
        .contains(". Without an answer by " + Moment.words(until));
    while (clock.instant().isBefore(until.minus(Duration.ofHours(12)))) {
      pass(Duration.ofHours(12));
    }
    assertThat(state(id)).isEqualTo("PILOTING");
    assertThat(ledger("device-configuration", "ADD")).isEqualTo(added);
    assertThat(ledger("device-configuration", "REMOVE")).isZero();

    decide(id, Outcome.ROLLBACK, "users complain", APPROVER1);
    untilRolledBack(id);
    assertThat(ledger("device-configuration", "REMOVE")).isEqualTo(added);
    ResidueReport report = residue.report(id).orElseThrow();
    assertThat(report.preview()).isFalse();
    assertThat(report.devices() + report.unknown()).isEqualTo(added);
    assertThat(report.devices()).isPositive();
    assertThat(
            ids(
                "select details from journal where action = 'residue-reported' and rollout_id = '"
                    + id
                    + "'"))
        .containsExactly(report.sentence());
  }

  private void hold(String id, Instant until) {
    desk.decide(
        task(id).id(), new Decision(Outcome.HOLD, "vendor fixes it", null, until), APPROVER1);
  }

  @Test
  void a_failed_wave_that_nobody_decides_about_is_put_back_at_its_deadline() {
    List<Scenario> usual = faults.scenarios();
    faults.replaceScenarios(
        List.of(new Scenario(Workload.WINDOWS_UPDATE_POLICIES, "update-error", null, 0.6, 1)));
    String id = desk.start(plan("windows-update-policies", ALL, "update-error", ""), REQUESTER);
    untilTask(id, TaskKind.DECIDE_FAILED_WAVE);
    faults.replaceScenarios(usual);

    for (int i = 0; i < 4 * 4 && state(id).equals("PILOTING"); i++) {
      pass(Duration.ofHours(6));
    }
    untilRolledBack(id);
    assertThat(actions(id))
        .containsOnlyOnce("decision-reminded")
        .containsSubsequence("rollback-held", "decision-reminded", "rollback-started");
  }

  @Test
  void a_rollback_in_the_middle_of_a_wave_moves_nobody_further_and_brings_everybody_back()
      throws Exception {
    String id =
        desk.start(
            plan("endpoint-protection", ALL, "client-unhealthy", "approvals: { expansion: 1 }"),
            REQUESTER);
    approveUntilWaveMoves(id);
    int added = ledger("endpoint-protection", "ADD");

    desk.rollback(id, 0, "users complain", APPROVER1);
    until(
        "devices are ordered back",
        () ->
            rollouts
                .find(id)
                .orElseThrow()
                .waiting()
                .reason()
                .contains("On the way there, nine in ten of the pilot were"),
        Duration.ofMinutes(1),
        30);
    untilRolledBack(id);

    assertThat(ledger("endpoint-protection", "ADD")).isEqualTo(added);
    assertThat(ledger("endpoint-protection", "REMOVE")).isEqualTo(added);
    assertNobodyIsLeftAtIntune(id, "endpoint-protection");
    assertThat(reports.of(id).orElseThrow().timeline())
        .extracting(RolloutReport.Event::what)
        .containsSubsequence("Pilot began", "Pilot passed", "Pilot is put back")
        .endsWith("Ended: rolled back");
    String page = "/rollouts/" + id;
    assertThat(pages("/", page, page + "/live", page + "/waves/1", page + "/report"))
        .allMatch(seen -> seen.contains("Journey of endpoint-protection"));
  }

  @Test
  void the_requester_approves_nothing_and_nobody_approves_twice() {
    String id =
        desk.start(
            plan("compliance-policies", ALL, "noncompliant", "approvals: { start: 2 }"), REQUESTER);
    untilTask(id, TaskKind.APPROVE_START);

    var requesterAndManager =
        new dev.handover.security.Actor(
            REQUESTER.id(), java.util.Set.of(dev.handover.security.Role.CHANGE_MANAGER));
    assertThatThrownBy(() -> decide(id, Outcome.APPROVE, null, requesterAndManager))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("asked for this rollout");
    decide(id, Outcome.APPROVE, null, APPROVER1);
    assertThat(state(id)).isEqualTo("PLANNED");
    assertThatThrownBy(() -> decide(id, Outcome.APPROVE, null, APPROVER1))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("another person");
    decide(id, Outcome.APPROVE, null, APPROVER2);
    runJobs();
    assertThat(state(id)).isIn("SCHEDULED", "PILOTING");
  }

  @Test
  void a_second_rollout_for_the_same_devices_is_refused_and_told_which_one_holds_them() {
    String first = desk.start(plan("device-configuration", ALL, "policy-error", ""), REQUESTER);

    assertThatThrownBy(
            () -> desk.start(plan("endpoint-protection", ALL, "client-unhealthy", ""), REQUESTER))
        .isInstanceOf(NotReady.class)
        .hasMessageContaining(first);
    assertThat(count("select count(*) from rollout where ended_at is null", Map.of())).isOne();
  }

  @Test
  void a_paused_rollout_moves_nobody_until_it_is_resumed() {
    String id = desk.start(plan("windows-update-policies", ALL, "update-error", ""), REQUESTER);
    desk.pause(id, "change freeze", APPROVER1);
    for (int i = 0; i < 12; i++) {
      pass(Duration.ofHours(1));
    }
    assertThat(ledger("windows-update-policies", "ADD")).isZero();

    desk.resume(id, "freeze is over", APPROVER1);
    until(
        "devices move",
        () -> ledger("windows-update-policies", "ADD") > 0,
        Duration.ofHours(1),
        24);
  }

  @Test
  void a_cancelled_rollout_leaves_what_it_has_moved_and_lets_go_of_its_devices() {
    String id = desk.start(plan("compliance-policies", ALL, "noncompliant", ""), REQUESTER);
    until(
        "the pilot moves", () -> ledger("compliance-policies", "ADD") > 0, Duration.ofHours(1), 24);
    int added = ledger("compliance-policies", "ADD");

    desk.cancel(id, "wrong quarter", APPROVER1);
    runJobs();
    pass(Duration.ofHours(1));

    assertThat(state(id)).isEqualTo("CANCELLED");
    assertThat(ledger("compliance-policies", "ADD")).isEqualTo(added);
    assertThat(count("select count(*) from lease where rollout_id = :id", Map.of("id", id)))
        .isZero();
    jdbc.sql("delete from collection_member").update();
  }

  void approveUntilWaveMoves(String id) {
    for (int i = 0; i < 24 * 10; i++) {
      if (pending(id, TaskKind.APPROVE_EXPANSION)) {
        decide(
            id, Outcome.APPROVE, null, task(id).title().isEmpty() ? APPROVER1 : nextApprover(id));
      }
      if (count(
              """
              select count(*) from authority_order
              where rollout_id = :id and wave_no = 1 and state in ('DELIVERED', 'CONFIRMED')""",
              Map.of("id", id))
          > 0) {
        return;
      }
      pass(Duration.ofMinutes(30));
    }
    throw new AssertionError("wave 1 never moved");
  }

  dev.handover.security.Actor nextApprover(String id) {
    return count(
                "select count(*) from decision where rollout_id = :id and actor = 'approver1'",
                Map.of("id", id))
            > 0
        ? APPROVER2
        : APPROVER1;
  }

  String slider(String workload) {
    return jdbc.sql("select position from slider where workload = :workload")
        .param("workload", workload)
        .query(String.class)
        .single();
  }
}
