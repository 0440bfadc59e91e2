package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.audit.JournalEntry;
import dev.handover.audit.Verification;
import dev.handover.rollout.DecisionTables.DecisionTable;
import dev.handover.rollout.DecisionTables.Rule;
import dev.handover.rollout.ReadinessTables.Version;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages of drift, the journal and the policies. */
class ListPagesTest extends PageStage {

  @BeforeEach
  void noDrift() {
    TestDatabase.empty(DATA, "drift");
  }

  @Test
  void all_rollouts_are_listed_by_state_and_workload() throws Exception {
    assertThat(page("/rollouts")).contains("No rollout yet.");
    rollout();
    assertThat(page("/rollouts"))
        .contains("1 rollout<", "href=\"/rollouts/R-1\"", "1–1 of 1", "&lt;script&gt;alert(1)")
        .doesNotContain("<script>alert");
    assertThat(page("/rollouts?state=PILOTING&workload=client-apps")).contains("/rollouts/R-1");
    assertThat(page("/rollouts?state=COMPLETED&workload=")).contains("No rollout is so.");
  }

  @Test
  void lists_are_sorted_by_the_heads_of_their_columns() throws Exception {
    rollout();
    assertThat(page("/rollouts?state=PILOTING"))
        .contains(
            "<th scope=\"col\" aria-sort=\"descending\"><a href=\"?sort=created&amp;state=PILOTING\"")
        .contains("<th scope=\"col\"><a href=\"?sort=title&amp;state=PILOTING\"");
    assertThat(page("/rollouts?sort=title"))
        .contains("<th scope=\"col\" aria-sort=\"ascending\"><a href=\"?sort=title%2Cdesc\"")
        .contains("<a href=\"?\">On</a>")
        .contains("<input type=\"hidden\" name=\"sort\" value=\"title\"");
    for (String list : List.of("/rollouts", "/programmes", "/devices", "/drift")) {
      pages.perform(get(list + "?sort=1")).andExpect(status().isBadRequest());
    }
  }

  @Test
  void who_asks_for_a_page_after_the_last_is_led_to_that() throws Exception {
    rollout();
    leadsToTheLast("/rollouts?state=PILOTING&page=9", "?state=PILOTING");
    slider();
    for (int id = 1; id <= 51; id++) {
      drifting(id, "BOTH_CLAIM", "LON", 30);
    }
    leadsToTheLast("/drift?site=LON&page=2", "?page=1&site=LON");
    assertThat(page("/drift?page=1")).contains("51–51 of 51");
    jdbc.sql("insert into wave_device (rollout_id, wave_no, device_id) values ('R-1', 0, 1)")
        .update();
    jdbc.sql("update wave set size = 1").update();
    leadsToTheLast("/rollouts/R-1/waves/0?page=1", "?");
    when(journal.count(any())).thenReturn(100L);
    leadsToTheLast("/journal?page=2", "?page=1");
    when(journal.count(any())).thenReturn(0L);
    leadsToTheLast("/journal?page=2", "?");
    leadsToTheLast("/programmes?page=3", "?");
  }

  @Test
  void no_drift_is_said_as_good_news() throws Exception {
    assertThat(page("/drift"))
        .contains("No drift", "Both systems report what the settings say", "more than 24 hours")
        .doesNotContain("class=\"pager\"");
    assertThat(page("/drift?workload=client-apps")).contains("No device drifts like this.");
  }

  @Test
  void a_workload_that_is_none_is_refused_and_one_left_open_is_any() throws Exception {
    for (String path : List.of("/drift", "/rollouts")) {
      pages.perform(get(path + "?workload=none")).andExpect(status().isBadRequest());
      pages.perform(get(path + "?workload=")).andExpect(status().isOk());
    }
  }

  @Test
  void drift_is_told_by_device_with_what_each_side_says_and_what_helps() throws Exception {
    slider();
    drifting(1, "BOTH_CLAIM", "LON", 30);
    drifting(2, "SETTINGS_NOT_FOLLOWED", "BER", 40);
    drifting(3, "NEITHER_CLAIMS", "BER", 2);
    assertThat(page("/drift"))
        .contains("2 differences", "/devices/1", "/devices/2", "1–2 of 2")
        .contains("The Configuration Manager client is behind", "have it fetch machine policy")
        .contains("Look whether the client gets policy")
        .doesNotContain("/devices/3");
    assertThat(page("/drift?kind=BOTH_CLAIM")).contains("/devices/1").doesNotContain("/devices/2");
    assertThat(page("/drift?site=BER&workload=client-apps&kind="))
        .contains("/devices/2")
        .doesNotContain("/devices/1");
  }

  @Test
  void the_journal_is_read_page_by_page_and_by_rollout() throws Exception {
    when(journal.count(any())).thenReturn(51L);
    when(journal.page(eq(null), any(), anyInt(), anyInt())).thenReturn(List.of(entry(51, "R-1")));
    when(journal.page(eq("R-2"), any(), anyInt(), anyInt())).thenReturn(List.of(entry(7, "R-2")));
    assertThat(page("/journal"))
        .contains("51 entries", "href=\"/rollouts/R-1\"", "1–50 of 51", "?page=1")
        .contains("&lt;script&gt;alert(1)")
        .doesNotContain("<script>alert");
    assertThat(page("/journal?rollout=R-2")).contains("href=\"/rollouts/R-2\"", "value=\"R-2\"");
  }

  @Test
  void the_journal_says_whether_it_is_whole_or_from_where_it_is_broken() throws Exception {
    when(journal.verify()).thenReturn(new Verification(true, 1234, "abc", null));
    assertThat(page("/journal/verify"))
        .contains("all <b>1,234</b> entries are as they were written", "abc")
        .doesNotContain("<html", "Broken");
    when(journal.verify()).thenReturn(new Verification(false, 9, "abc", 7L));
    assertThat(page("/journal/verify")).contains("Broken from entry <b>7</b>");
    when(journal.verify()).thenReturn(new Verification(false, 0, "", null));
    assertThat(page("/journal/verify")).contains("the head row is gone");
  }

  @Test
  void the_settings_say_beside_the_limits_how_many_devices_are_in_flux() throws Exception {
    when(counts.inFlux()).thenReturn(17_203);
    assertThat(page("/settings"))
        .contains("17,203 devices are in flux now.", "handover<wbr>.flux<wbr>.max-share-per-site");
  }

  @Test
  void policies_are_tables_in_words() throws Exception {
    when(tables.inForce())
        .thenReturn(
            List.of(
                new DecisionTable(
                    "approvalPolicy",
                    "Approval policy",
                    "Asked before each stage.",
                    3,
                    TestClock.START,
                    "FIRST",
                    List.of("Stage", "Devices"),
                    List.of("Approvals"),
                    List.of(
                        new Rule("Much", List.of("\"start\",\"wave\"", "> 5000"), List.of("2")),
                        new Rule(HOSTILE, List.of("", ""), List.of("0"))))));
    when(readiness.versions())
        .thenReturn(List.of(new Version(2, "id", true, TestClock.START, "hash")));
    assertThat(page("/policies"))
        .contains("Approval policy", "The first rule that fits counts.", "Version <span>3</span>")
        .contains(">start or wave<", "more than 5,000", "<b>2</b>", ">any<", "an administrator")
        .contains("&quot;start&quot;,&quot;wave&quot;", "changes with a new version of it")
        .doesNotContain("<script>alert");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"client-apps\", \"endpoint-protection\" | Client apps or Endpoint protection",
        "not(\"none\", \"access\") | not none or access",
        "\"NOT_CO_MANAGED\",\"SITE_TOO_OLD\" | is not co-managed; or site too old",
        "\"BLOCKING\" | blocking",
        "\"NO_COMPLIANCE_POLICY\" | no compliance policy",
        "\"change-managers\" | change managers",
        "duration(\"P3D\") | 3 days",
        "\"PT12H\" | 12 hours",
        "[5..5000] | 5 to 5,000",
        "true | yes",
        "- | any",
        "if a then \"b\" else \"c\" | if a then \"b\" else \"c\"",
        "not(\"a\", f(\"b\")) | not(\"a\", f(\"b\"))",
        "\"of no kind\" | of no kind",
      })
  void an_entry_of_a_table_is_told_in_words_and_one_of_no_known_form_as_it_stands(
      String feel, String words) {
    assertThat(PolicyWords.condition(feel)).isEqualTo(words);
  }

  private void drifting(long id, String kind, String site, int hours) {
    device(id, "CO_MANAGED");
    jdbc.sql(
            """
            insert into drift (device_id, workload, effective, kind, site, since)
            values (:id, 'client-apps', 'INTUNE', :kind, :site, :since)""")
        .param("id", id)
        .param("kind", kind)
        .param("site", site)
        .param("since", Sql.time(TestClock.START.minus(Duration.ofHours(hours))))
        .update();
  }

  private static JournalEntry entry(long seq, String rollout) {
    return new JournalEntry(
        seq, TestClock.START, HOSTILE, "acted", "s", rollout, HOSTILE, "", "hash-of-it");
  }
}
