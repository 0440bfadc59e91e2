package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The report of a rollout as a page. */
class ReportPageTest extends PageStage {

  @BeforeEach
  void aRollout() {
    TestDatabase.empty(DATA, "journal");
    rollout();
  }

  @Test
  void it_tells_what_was_decided_and_on_what_and_what_the_gate_has_found() throws Exception {
    assertThat(page("/rollouts/R-1/report"))
        .contains(
            "Twenty of a hundred.",
            ">5 %<",
            "0.1 %",
            "The gate found no wave worse than the plan tolerates.")
        .contains("No device went otherwise than planned.")
        .contains("approver1", "&lt;script&gt;alert(1)", "<code>e</code>", "<code>p</code>")
        .containsSubsequence("Asked for it", "Pilot began")
        .containsSubsequence(
            "Waves and evidence", ">Moved<", ">Confirmed<", "<th scope=\"row\">Pilot<", "</table>")
        .doesNotContain(">Back<")
        .containsSubsequence("<svg class=\"rate\"", "class=\"limit\"", "<svg class=\"llr\"")
        .doesNotContain("<script>alert");
  }

  @Test
  void what_policy_asks_for_beyond_the_plan_stands_before_the_plan() throws Exception {
    jdbc.sql("update rollout set expansion_approvals = 2, on_failure = 'ASK'").update();
    assertThat(page("/rollouts/R-1/report"))
        .contains(
            "Approvals: none for the start, 2 for the expansion with wave 1, none for each further wave.",
            "Whatever the plan says, a wave that fails is put before a person.");
  }

  @Test
  void the_timeline_tells_who_stopped_it_and_when_as_the_journal_has_it() throws Exception {
    notify.happens("wave-failed", "R-1", "Pilot: failed. 13 of 15 devices.");
    notify.happens("approval-reminded", "R-1", "The expansion still waits");
    notify.happens("rollout-paused", "R-1", "Paused by ann: the VPN is down");
    notify.happens("deadline-passed", "R-1", "The deadline has passed");
    notify.happens("rollback-started", "R-1", "'T' goes back: asked for by ann: enough");
    jdbc.sql("update wave set state = 'ROLLED_BACK', ended_at = current_timestamp").update();
    assertThat(page("/rollouts/R-1/report"))
        .containsSubsequence("<h2 id=\"line\">", "Approved (start): ")
        .containsSubsequence(
            "Pilot: failed. 13 of",
            "still waits",
            "Paused by ann",
            "The deadline",
            "by ann: enough")
        .contains("Pilot is put back")
        .doesNotContain("ended without a pass");
  }

  @Test
  void exceptions_are_counted_named_and_said_in_words() throws Exception {
    jdbc.sql("update rollout set state = 'COMPLETED', ended_at = created_at").update();
    for (int n = 1; n <= 25; n++) {
      device(n, "CO_MANAGED");
      excluded(n, n <= 22 ? "NOT_CO_MANAGED" : n == 23 ? "NOT_SENT" : null);
    }
    assertThat(page("/rollouts/R-1/report"))
        .containsSubsequence("22", "devices", "are not co-managed", "d1, d10, d11")
        .contains(", …")
        .containsSubsequence("2", "devices", "were never confirmed by both systems", "d24, d25")
        .containsSubsequence("1", "device", "was not sent yet", "d23")
        .doesNotContain("NOT_SENT");
  }

  @Test
  void the_newest_order_tells_what_is_an_exception_and_what_is_none() throws Exception {
    for (int n = 1; n <= 5; n++) {
      device(n, "CO_MANAGED");
      excluded(n, null);
    }
    order(1, "TO_INTUNE", "CONFIRMED", true);
    order(2, "TO_INTUNE", "FAILED", false);
    order(3, "TO_INTUNE", "CONFIRMED", true);
    order(3, "TO_CONFIGMGR", "DONE", false);
    order(4, "TO_INTUNE", "FAILED", false);
    order(4, "TO_CONFIGMGR", "CONFIRMED", true);
    order(5, "TO_INTUNE", "DONE", false);
    assertThat(page("/rollouts/R-1/report"))
        .containsSubsequence("1", "device", "could not be moved", "d2")
        .containsSubsequence("1", "device", "is not reported back by both systems", "d3")
        .doesNotContain("never confirmed", "d1<", "d4<", "d5<");
    jdbc.sql("update rollout set state = 'WATCHING'").update();
    assertThat(page("/rollouts/R-1/report"))
        .containsSubsequence("1", "device", "was never confirmed by both systems", "d5");
  }

  @Test
  void what_the_slider_took_along_is_an_exception_once_it_has_moved() throws Exception {
    device(1, "CO_MANAGED");
    jdbc.sql("insert into slider_along values ('R-1', 1)").update();
    jdbc.sql(
            """
            insert into slider_order
              (rollout_id, workload, position, by_whom, state, attempts, ordered_at)
            values ('R-1', 'client-apps', 'INTUNE', 'PERSON', 'ORDERED', 0, current_timestamp)""")
        .update();
    notify.happens("slider-ordered", "R-1", "The slider is to be moved.");
    assertThat(page("/rollouts/R-1/report"))
        .contains("The slider is to be moved.")
        .contains("No device went otherwise than planned.");
    jdbc.sql("update slider_order set state = 'CONFIRMED'").update();
    assertThat(page("/rollouts/R-1/report"))
        .containsSubsequence("1", "device", "went to Intune with the slider", "d1");
  }

  private void order(long device, String direction, String state, boolean confirmed) {
    jdbc.sql(
            """
            insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
              generation, state, attempts, ordered_at, confirmed_at)
            values ('R-1', 0, :device, 'client-apps', :direction, 1, :state, 1, current_timestamp,
              case when :confirmed then current_timestamp end)""")
        .param("device", device)
        .param("direction", direction)
        .param("state", state)
        .param("confirmed", confirmed)
        .update();
  }

  @Test
  void what_the_gate_prevented_is_counted() throws Exception {
    for (int n = 1; n <= 3; n++) {
      device(n, "CO_MANAGED");
      excluded(n, null);
    }
    assertThat(page("/rollouts/R-1/report"))
        .contains("The gate found no wave worse than the plan tolerates.");
    notify.happens("wave-held", "R-1", "Pilot: undecided.");
    assertThat(page("/rollouts/R-1/report"))
        .contains("The gate found no wave worse than the plan tolerates.");
    notify.happens("wave-failed", "R-1", "Pilot: failed.");
    assertThat(page("/rollouts/R-1/report"))
        .containsSubsequence("The gate stopped it", "once", "<b>3</b>", "never moved");
  }

  @Test
  void of_a_rollout_that_there_is_not_there_is_no_report() throws Exception {
    pages.perform(get("/rollouts/R-0/report")).andExpect(status().isNotFound());
  }

  private void excluded(long device, String why) {
    jdbc.sql(
            "insert into wave_device (rollout_id, device_id, wave_no, excluded) values ('R-1', :d, 0, :why)")
        .param("d", device)
        .param("why", why)
        .update();
  }
}
