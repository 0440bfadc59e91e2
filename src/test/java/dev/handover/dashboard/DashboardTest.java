package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.audit.JournalEntry;
import dev.handover.calendar.Freeze;
import dev.handover.calendar.Freezes;
import dev.handover.estate.ReadCursors;
import dev.handover.rollout.Incidents.Incident;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.TaskKind;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DashboardTest extends PageStage {

  @Test
  void what_is_frozen_now_is_told_and_nothing_of_what_is_to_be() throws Exception {
    freeze(HOSTILE, Duration.ZERO);
    freeze("Next year", Duration.ofDays(30));
    assertThat(page("/"))
        .containsSubsequence("<h2 id=\"frozen\">", "Everything", "&lt;script&gt;", "ann")
        .doesNotContain("Next year");
    jdbc.sql("delete from change_freeze").update();
  }

  private void freeze(String reason, Duration in) {
    Instant from = TestClock.START.plus(in);
    new Freezes(jdbc)
        .add(new Freeze(null, "ann", reason, from, from.plus(Duration.ofDays(2)), null, null));
  }

  @Test
  void an_empty_place_says_so_in_every_part() throws Exception {
    String page = page("/");
    assertThat(page)
        .contains("Nothing waits for you.")
        .contains("No rollout yet. The sandbox begins three by itself within the first minute.")
        .contains("The sliders have not been read")
        .contains("The journal is empty.");
  }

  @Test
  void what_the_gate_says_stands_once_on_a_card() throws Exception {
    rollout();
    assertThat(page("/"))
        .contains("Gathering evidence", "20 of 100 devices are judged by every metric")
        .doesNotContain("Twenty of a hundred.", "Too few have reported.");
    jdbc.sql("update rollout set waiting_for = 'APPROVE_START', waiting_reason = 'Waits for Ann.'")
        .update();
    assertThat(page("/"))
        .contains("Waits for Ann.", "Without an answer, it ends and nothing moves", "in 3 h")
        .doesNotContain("Twenty of a hundred.");
    moved();
    jdbc.sql("update rollout set waiting_for = 'APPROVE_EXPANSION'").update();
    assertThat(live()).contains("Without an answer, all that has moved goes back", "in 3 h");
    jdbc.sql("update rollout set waiting_for = null").update();
    assertThat(page("/")).contains("Twenty of a hundred.");
  }

  @Test
  void who_is_to_decide_on_a_wave_is_told_first_what_is_wrong_with_it() throws Exception {
    rollout();
    jdbc.sql("update rollout set waiting_for = 'DECIDE_FAILED_WAVE', waiting_reason = 'Decide it.'")
        .update();
    jdbc.sql("update wave set state = 'FAILED', verdict = 'FAIL'").update();
    assertThat(page("/")).contains("Twenty of a hundred. Decide it.");
  }

  @Test
  void what_should_have_come_already_is_not_told_as_over() throws Exception {
    rollout();
    jdbc.sql("update rollout set waiting_until = :past")
        .param("past", Sql.time(TestClock.START.minus(Duration.ofHours(8))))
        .update();
    assertThat(page("/")).contains("any moment now").doesNotContain("8 h ago");
  }

  @Test
  void a_card_says_what_comes_by_itself() throws Exception {
    rollout();
    Map.of(
            "START", "It starts",
            "CALENDAR", "The calendar lets it move",
            "DEFERRED", "Asked again",
            "DEVICES_BACK", "A person is asked about devices that are still missing,")
        .forEach(
            (what, next) -> {
              jdbc.sql("update rollout set waiting_for = :what").param("what", what).update();
              assertThat(live()).as(what).contains(next, "23 Nov 2026, 15:00 UTC");
            });
    jdbc.sql("update rollout set waiting_for = 'EVIDENCE'").update();
    assertThat(live()).contains("It is looked at again");
    jdbc.sql("update wave set soak_seconds = 10800").update();
    assertThat(live()).contains("The soak ends");
    jdbc.sql("update wave set soak_seconds = 3600, deadline_at = :off")
        .param("off", Sql.time(TestClock.START.plus(Duration.ofHours(5))))
        .update();
    assertThat(live())
        .contains("Silent devices count as unhealthy", "in 5 h")
        .doesNotContain("It is looked at again");
    jdbc.sql("update rollout set plan = '{\"gate\":{\"silent\":\"hold\"}}'").update();
    assertThat(live()).contains("Silent devices hold the wave");
  }

  private String live() {
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    try {
      return page("/dashboard/live");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_goes_back_is_neither_paused_nor_held() throws Exception {
    rollout();
    jdbc.sql(
            """
            update rollout set state = 'ROLLING_BACK', paused = true, rollback_reason = 'Enough.',
              waiting_for = 'DEVICES_BACK'""")
        .update();
    jdbc.sql("update wave set state = 'ROLLING_BACK'").update();
    jdbc.sql("insert into hold values ('R-1', 'PERSON', 'ann', 'wait', current_timestamp)")
        .update();
    assertThat(page("/"))
        .contains("Rolling back", "Goes back because: Enough. Too few have reported.")
        .doesNotContain("paused", "Paused by ann", "Held: not enough evidence");
    jdbc.sql("update rollout set state = 'PILOTING', rollback_reason = null").update();
    assertThat(live()).contains("Pilot, paused", "Paused by ann: wait");
  }

  @Test
  void a_failure_that_a_person_let_pass_is_not_told_as_a_pass() throws Exception {
    rollout();
    jdbc.sql("update wave set state = 'PASSED', verdict = 'FAIL'").update();
    assertThat(page("/")).contains("Failed, risk accepted").doesNotContain(">Passed<", ">Failed<");
  }

  @Test
  void what_was_cancelled_says_why() throws Exception {
    rollout();
    jdbc.sql(
            """
            update rollout set state = 'CANCELLED', ended_at = created_at, waiting_for = null,
              cancel_reason = 'ann cancelled it: not needed'""")
        .update();
    assertThat(page("/")).contains("Cancelled because: ann cancelled it: not needed");
  }

  @Test
  void what_was_rolled_back_says_in_one_sentence_why() throws Exception {
    rollout();
    jdbc.sql(
            """
            update rollout set state = 'ROLLED_BACK', ended_at = created_at, waiting_for = null,
              rollback_reason = 'Twenty of a hundred. And much more.'""")
        .update();
    assertThat(page("/"))
        .contains("Rolled back because: Twenty of a hundred.")
        .doesNotContain("And much more");
    jdbc.sql("update rollout set rollback_reason = 'Ann wants it.'").update();
    assertThat(page("/")).contains("Rolled back because: Ann wants it.");
  }

  @Test
  void trouble_comes_before_everything_but_what_needs_a_person() throws Exception {
    rollout();
    assertThat(page("/")).doesNotContain("Trouble").contains("by nobody");
    new ReadCursors(jdbc).failed("intune-devices", "It answered 503: " + HOSTILE);
    when(incidents.open(anyInt()))
        .thenReturn(List.of(new Incident("R-1", null, "Order moves", HOSTILE, TestClock.START)));
    assertThat(page("/"))
        .containsSubsequence(
            "Needs you", "Trouble", "Intune cannot be read.", "Stuck at", "Order moves", "Rollouts")
        .contains("&lt;script&gt;", "1 stuck", "href=\"/rollouts/R-1\"")
        .doesNotContain("<script>alert");
    TestDatabase.empty(DATA, "read_cursor");
  }

  @Test
  void messages_that_were_given_up_are_trouble_of_administrators() throws Exception {
    notify.empty();
    rollout();
    notify.desk.subscribe(
        "webhook",
        "https://hooks.example/",
        List.of("wave-passed"),
        false,
        null,
        new Actor("admin", Set.of(Role.ADMINISTRATOR)));
    notify.happens("wave-passed", "R-1", "The pilot has passed.");
    notify.givesUp("It answered 500 instead of 2xx.");
    actor = new Actor("admin", Set.of(Role.ADMINISTRATOR));
    assertThat(page("/"))
        .containsSubsequence(
            "Trouble", "1 message could not be delivered.", "href=\"/notifications\"");
    actor = new Actor("carl", Set.of(Role.CHANGE_MANAGER));
    assertThat(page("/")).doesNotContain("Trouble", "delivered");
    TestDatabase.empty(DATA, "notification", "subscription");
  }

  @Test
  void a_watch_that_fails_in_part_or_stands_still_is_trouble() throws Exception {
    Instant now = TestClock.START;
    watched(now.minus(Duration.ofMinutes(4)), null);
    assertThat(page("/")).doesNotContain("Trouble");

    watched(now, "It could not judge waves: a row is in the way.");
    assertThat(page("/"))
        .containsSubsequence(
            "Trouble", "Watch over rollouts fails in part.", "a row is in the way");

    watched(now.minus(Duration.ofMinutes(6)), null);
    assertThat(page("/"))
        .containsSubsequence(
            "Trouble", "Watch over rollouts stands still.", "not sent, not read or not judged");
    watched(null, null);
  }

  private void watched(Instant doneAt, String failing) {
    jdbc.sql("update watch_cycle set done_at = :at, failing = :failing")
        .param("at", Sql.time(doneAt), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("failing", failing, Types.VARCHAR)
        .update();
  }

  @Test
  void long_entries_of_the_journal_are_told_in_their_first_sentences() {
    String first = "Pilot: failed. ".repeat(6).strip();
    assertThat(Wording.brief(first + " 9 of 41 devices. More.")).isEqualTo(first);
    assertThat(Wording.brief("Short. And done.")).isEqualTo("Short. And done.");
  }

  @Test
  void names_are_shown_and_never_run() throws Exception {
    rollout();
    slider();
    when(desk.tasks(any()))
        .thenReturn(
            List.of(
                new OpenTask(
                    "t&1",
                    "R-1",
                    0,
                    TaskKind.APPROVE_START,
                    HOSTILE,
                    TestClock.START,
                    null,
                    List.of(),
                    HOSTILE)));
    when(journal.page(any(), any(), anyInt(), anyInt()))
        .thenReturn(
            List.of(
                new JournalEntry(
                    1, TestClock.START, HOSTILE, HOSTILE, "s", "R-1", HOSTILE, "", "h")));
    for (String path : List.of("/", "/dashboard/live", "/rollouts/R-1", "/rollouts/R-1/live")) {
      assertThat(page(path))
          .contains("&lt;script&gt;alert(1)")
          .doesNotContain("<script>alert")
          .doesNotContain("\"><script");
    }
  }

  @Test
  void no_page_carries_script_or_style_of_its_own() throws Exception {
    rollout();
    slider();
    for (String path : List.of("/", "/rollouts/R-1")) {
      assertThat(page(path))
          .doesNotContainPattern("<script(?![^>]* src=)")
          .doesNotContain("<style")
          .doesNotContain(" style=")
          .doesNotContainPattern(" on[a-z]+=\"");
    }
  }

  @Test
  void a_fragment_is_only_the_part_that_changes() throws Exception {
    assertThat(page("/dashboard/live")).doesNotContain("<html").contains("Needs you");
  }

  @Test
  void buttons_are_there_for_whoever_may_press_them() throws Exception {
    rollout();
    slider();
    assertThat(page("/")).contains("R-1/cancel").doesNotContain("R-1/rollback");
    moved();
    assertThat(page("/"))
        .contains("data-path=\"/api/rollouts/R-1/pause\"")
        .contains("data-path=\"/api/rollouts/R-1/rollback\"")
        .contains("data-move");
    actor = new Actor("approver1", Set.of(Role.CHANGE_MANAGER));
    assertThat(page("/")).contains("R-1/rollback").doesNotContain("data-move");
    actor = new Actor("requester", Set.of(Role.REQUESTER));
    assertThat(page("/")).contains("R-1/pause").doesNotContain("R-1/rollback");
    actor = new Actor("other", Set.of(Role.REQUESTER));
    assertThat(page("/")).doesNotContain("R-1/pause");
    actor = new Actor("auditor", Set.of(Role.AUDITOR));
    assertThat(page("/")).doesNotContain("R-1/pause").contains("Lately");
  }

  @Test
  void the_journal_is_shown_to_auditors_and_administrators_only() throws Exception {
    actor = new Actor("approver1", Set.of(Role.CHANGE_MANAGER));
    assertThat(page("/")).doesNotContain("Lately");
  }

  @Test
  void a_system_that_is_left_alone_is_named_with_its_reason() throws Exception {
    assertThat(page("/")).doesNotContain("Left alone");
    budget.close("configmgr", TestClock.START.plus(Duration.ofMinutes(10)), HOSTILE);
    assertThat(page("/")).contains("configmgr").contains("in 10 min").contains("&lt;script&gt;");
    TestDatabase.empty(DATA, "call_budget");
  }

  @Test
  void a_slider_says_in_words_where_it_stands_and_how_far_it_got() throws Exception {
    slider();
    device(1, "CO_MANAGED");
    pages
        .perform(get("/"))
        .andExpect(content().string(containsString("Slider at Pilot Intune")))
        .andExpect(content().string(containsString("0 %")))
        .andExpect(content().string(not(containsString("drift</span>"))));
  }

  @Test
  void open_pages_share_one_reading_a_second() throws Exception {
    page("/");
    device(1, "CO_MANAGED");
    assertThat(page("/dashboard/live")).contains("<dd>0</dd>").doesNotContain("<dd>1</dd>");
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(page("/dashboard/live")).contains("<dd>1</dd>");
  }
}
