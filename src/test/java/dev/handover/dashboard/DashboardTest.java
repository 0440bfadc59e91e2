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
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.TaskKind;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DashboardTest extends PageStage {

  @Test
  void an_empty_place_says_so_in_every_part() throws Exception {
    String page = page("/");
    assertThat(page)
        .contains("Nothing waits for you.")
        .contains("No rollout yet.")
        .contains("The sliders have not been read")
        .contains("The journal is empty.");
  }

  @Test
  void what_the_gate_says_stands_once_on_a_card() throws Exception {
    rollout();
    assertThat(page("/"))
        .contains("Gathering evidence", "Too few have reported.")
        .doesNotContain("Twenty of a hundred.");
    jdbc.sql("update rollout set waiting_for = 'APPROVAL'").update();
    assertThat(page("/")).contains("Twenty of a hundred.");
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
    when(journal.page(any(), anyInt(), anyInt()))
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
