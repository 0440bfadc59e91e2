package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.rollout.PlanFacts;
import dev.handover.rollout.QuarantineView;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.TaskBrief.Fact;
import dev.handover.rollout.TaskKind;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The page of one rollout. */
class RolloutPageTest extends PageStage {

  @Test
  void a_paused_rollout_can_be_resumed_and_an_ended_one_nothing() throws Exception {
    rollout();
    hold("PERSON", "ann", HOSTILE);
    assertThat(page("/rollouts/R-1"))
        .contains("R-1/resume")
        .doesNotContain("R-1/pause")
        .contains("Paused by ann: ");
    jdbc.sql("update rollout set paused = false, state = 'COMPLETED'").update();
    assertThat(page("/rollouts/R-1")).doesNotContain("data-act");
  }

  @Test
  void what_newcomers_alone_are_asked_about_is_told_and_who_was_left_out() throws Exception {
    rollout();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds, joined)
            values ('R-1', 1, 1, 9, 'PLANNED', 3600, 2)""")
        .update();
    jdbc.sql(
            """
            insert into late_joiner (rollout_id, device_id, wave_no, left_out_at) values
            ('R-1', 1, 1, null), ('R-1', 2, 1, null), ('R-1', 3, 1, current_timestamp)""")
        .update();
    jdbc.sql(
            """
            insert into approval (rollout_id, stage, wave_no, needed, approver_group,
              escalation_group, since, remind_at, escalate_at, expires_at, deferrals, leaves_out)
            values ('R-1', 'EXPANSION', 0, 0, 'a', 'b', :at, :at, :at, :at, 0, true)""")
        .param("at", Sql.time(TestClock.START))
        .update();
    jdbc.sql(
            """
            update rollout set state = 'EXPANDING', waiting_for = 'APPROVE_EXPANSION',
              waiting_reason = 'A person is asked.', waiting_since = created_at,
              waiting_until = created_at""")
        .update();
    when(desk.tasks(actor))
        .thenReturn(
            List.of(
                new OpenTask(
                    "t",
                    "R-1",
                    0,
                    TaskKind.APPROVE_EXPANSION,
                    "Approve expansion",
                    TestClock.START,
                    TestClock.START,
                    List.of(),
                    null)));
    assertThat(page("/rollouts/R-1"))
        .contains("2 joined its waves", ", 1 left out, for nobody agreed")
        .contains("Without an answer, only the devices that came late are left out");
    assertThat(page("/"))
        .contains("without an answer <span>only the devices that came late are left out</span>");
    jdbc.sql("update approval set leaves_out = false").update();
    assertThat(page("/")).contains("without an answer <span>all goes back</span>");
  }

  @Test
  void a_rollout_is_one_of_the_rollouts() throws Exception {
    rollout();
    String list = "<a href=\"/rollouts\">Rollouts</a>";
    for (String of : List.of("", "/report", "/waves/0")) {
      assertThat(page("/rollouts/R-1" + of))
          .containsSubsequence("class=\"crumb\"", ">Dashboard</a> ›", list, "<h1");
    }
  }

  @Test
  void who_may_use_cockpit_is_led_to_the_instance_of_what_has_not_ended() throws Exception {
    rollout();
    assertThat(page("/rollouts/R-1")).contains("In Cockpit", "/runtime?tab=handover.rollout");
    actor = new Actor("ann", Set.of(Role.REQUESTER));
    assertThat(page("/rollouts/R-1")).doesNotContain("In Cockpit");
    actor = new Actor("admin", Set.of(Role.ADMINISTRATOR));
    jdbc.sql("update rollout set ended_at = current_timestamp").update();
    assertThat(page("/rollouts/R-1")).doesNotContain("In Cockpit");
  }

  @Test
  void what_monitoring_holds_is_shown_and_only_a_pause_is_offered_beside_it() throws Exception {
    rollout();
    hold("MONITORING", "vpn-watch", "the VPN is down");
    assertThat(page("/rollouts/R-1"))
        .contains("Held by monitoring (vpn-watch): the VPN is down")
        .contains("R-1/pause")
        .doesNotContain("R-1/resume");
  }

  @Test
  void who_asked_for_it_may_withdraw_it_before_it_starts() throws Exception {
    rollout();
    actor = new Actor("requester", Set.of(Role.REQUESTER));
    assertThat(page("/rollouts/R-1")).contains("R-1/pause").doesNotContain("R-1/cancel");

    jdbc.sql("update rollout set state = 'PLANNED'").update();
    assertThat(page("/rollouts/R-1")).contains("R-1/cancel", "It has moved nothing.");
    actor = new Actor("ann", Set.of(Role.REQUESTER));
    assertThat(page("/rollouts/R-1")).doesNotContain("R-1/cancel");
    actor = new Actor("admin", Set.of(Role.ADMINISTRATOR));
  }

  private void hold(String kind, String owner, String reason) {
    jdbc.sql("update rollout set paused = true").update();
    jdbc.sql("insert into hold values ('R-1', :kind, :owner, :reason, current_timestamp)")
        .param("kind", kind)
        .param("owner", owner)
        .param("reason", reason)
        .update();
  }

  @Test
  void a_part_in_quarantine_is_shown_and_released_by_another_than_who_asked() throws Exception {
    rollout();
    when(quarantines.of("R-1"))
        .thenReturn(
            List.of(
                new QuarantineView(
                    7,
                    "model",
                    "ThinkPad X1",
                    "Model ThinkPad X1",
                    0,
                    Instant.EPOCH,
                    "9 of 10 devices non-compliant",
                    10,
                    4,
                    null,
                    null,
                    null)));
    assertThat(page("/rollouts/R-1"))
        .contains("Quarantine", "9 of 10 devices non-compliant")
        .contains("/api/rollouts/R-1/quarantines/7/release");
    jdbc.sql("update rollout set state = 'COMPLETED'").update();
    assertThat(page("/rollouts/R-1")).doesNotContain("quarantines/7/release");
  }

  @Test
  void all_of_a_page_is_of_one_moment() throws Exception {
    rollout();
    List<Integer> levels = new ArrayList<>();
    when(quarantines.of("R-1"))
        .then(
            asked -> {
              levels.add(TransactionSynchronizationManager.getCurrentTransactionIsolationLevel());
              return List.of();
            });
    page("/rollouts/R-1");
    page("/rollouts/R-1/live");
    int snapshot = Connection.TRANSACTION_REPEATABLE_READ;
    assertThat(levels).containsExactly(snapshot, snapshot);
  }

  @Test
  void the_plan_is_told_in_words() throws Exception {
    rollout();
    when(facts.of("R-1")).thenReturn(List.of(new Fact("Left out", "members of " + HOSTILE)));
    assertThat(page("/rollouts/R-1")).contains("/rollouts/R-1/plan");
    assertThat(page("/rollouts/R-1/plan"))
        .contains("Left out", "members of ", "&lt;script&gt;")
        .doesNotContain(HOSTILE);
    assertThat(page("/rollouts/R-1/plan")).doesNotContain("To weigh");
    when(facts.of("R-1"))
        .thenReturn(
            List.of(
                new Fact("Left out", "no collection"),
                new Fact(PlanFacts.WARNING, "The first."),
                new Fact(PlanFacts.WARNING, HOSTILE)));
    assertThat(page("/rollouts/R-1/plan"))
        .containsSubsequence(
            "Left out",
            "<details>",
            ">2 warnings of its check",
            "<li>The first.</li>",
            "&lt;script")
        .doesNotContain("<dt>Warning</dt>", HOSTILE);
    when(facts.of("R-0")).thenThrow(Refused.unknown("There is no rollout 'R-0'."));
    pages.perform(get("/rollouts/R-0/plan")).andExpect(status().isNotFound());
  }

  @Test
  void a_rollout_shows_what_its_pilot_can_prove() throws Exception {
    rollout();
    jdbc.sql("update rollout set plan = :plan")
        .param(
            "plan",
            """
            {"pilot":{"size":36},"gate":{"metrics":[{"name":"noncompliant","expected":0.02,
             "limit":0.1,"alpha":0.01,"beta":0.05,"advisory":false},
             {"name":"blue-screens","kind":"change","margin":0.05}]}}""")
        .update();

    // 0.98 and 0.90 to the 36th: every one healthy.
    assertThat(page("/rollouts/R-1"))
        .contains("What its pilot can prove")
        .contains("<td class=\"n\">36</td>")
        .contains("<td class=\"n\">57</td>")
        .contains("<td class=\"n\">48.3 %</td>")
        .contains("<td class=\"n\">2.3 %</td>")
        .containsPattern(
            "Compared with devices that stay with Configuration Manager: <span[^>]*>With blue screens");
  }

  @Test
  void a_rollout_tells_when_its_pilot_can_pass_by_the_check_ins_of_its_own_devices()
      throws Exception {
    rollout();
    jdbc.sql("update rollout set plan = :plan")
        .param(
            "plan",
            """
            {"pilot":{"size":36},"soak":{"pilot":"P3D"},"gate":{"minCoverage":0.5,"metrics":[
             {"name":"noncompliant","expected":0.02,"limit":0.1,"alpha":0.01,"beta":0.05}]}}""")
        .update();
    assertThat(page("/rollouts/R-1")).doesNotContain("Of the pilot,");

    inPilot(101, 5);
    inPilot(102, 9);

    assertThat(page("/rollouts/R-1"))
        .contains(
            "Of the pilot, 50 % checked in with Intune in the last 5 days; judged by that, so many"
                + " of the pilot will have reported as long after its move. With a soak of 3 days it"
                + " can pass after 5 days.");
  }

  private void inPilot(int device, int daysSilent) {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, intune_id, name, join_state, management_state,
              intune_seen_at)
            values (:id, :intune, :intune, 'PC', 'ENTRA_JOINED', 'CO_MANAGED', :seen)""")
        .param("id", device)
        .param("intune", "i" + device)
        .param("seen", Sql.time(TestClock.START.minus(Duration.ofDays(daysSilent))))
        .update();
    jdbc.sql("insert into wave_device (rollout_id, device_id, wave_no) values ('R-1', :id, 0)")
        .param("id", device)
        .update();
  }

  @Test
  void a_rollout_that_is_not_there_is_not_found() throws Exception {
    pages.perform(get("/rollouts/none")).andExpect(status().isNotFound());
  }
}
