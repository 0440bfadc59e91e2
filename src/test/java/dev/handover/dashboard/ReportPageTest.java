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
        .contains("Twenty of a hundred.", "5.0 %", "0.1 %", "The gate never stopped it.")
        .contains("No device went otherwise than planned.")
        .contains("approver1", "&lt;script&gt;alert(1)", "<code>e</code>", "<code>p</code>")
        .containsSubsequence("Asked for it", "Pilot began")
        .containsSubsequence("<svg class=\"rate\"", "class=\"limit\"", "<svg class=\"llr\"")
        .doesNotContain("<script>alert");
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
  void what_the_gate_prevented_is_counted() throws Exception {
    for (int n = 1; n <= 3; n++) {
      device(n, "CO_MANAGED");
      excluded(n, null);
    }
    assertThat(page("/rollouts/R-1/report")).contains("The gate never stopped it.");
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
