package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.programme.ProgrammeWorkflow.Question;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programmes as people see them: what runs, what waits for what, and what may be done. */
class ProgrammesPageTest extends PageStage {

  @BeforeEach
  void aProgrammeOfThree() {
    rollout();
    jdbc.sql("update rollout set programme_id = 'P-1'").update();
    jdbc.sql(
            """
            insert into programme
              (id, title, state, on_failure, created_by, created_at, process_instance_id)
            values ('P-1', :title, 'RUNNING', 'STOP', 'requester', :at, 'process')""")
        .param("title", HOSTILE)
        .param("at", Sql.time(TestClock.START))
        .update();
    part(0, "client-apps", "", "R-1", null);
    part(1, "windows-update-policies", "client-apps", null, null);
    part(
        2, "endpoint-protection", "client-apps windows-update-policies", null, "2027-01-01T20:00Z");
  }

  @Test
  void the_page_shows_its_rollouts_in_their_order_and_what_each_waits_for() throws Exception {
    String page = page("/programmes/P-1");
    assertThat(text(page))
        .contains("0 of 3 workloads moved. When one does not end well, no other begins")
        .containsSubsequence(
            "Client apps",
            "Pilot",
            "Windows Update policies",
            "Waiting",
            "Waits for Client apps.",
            "Endpoint protection",
            "Waits for Client apps, Windows Update policies.",
            "By its plan it starts on 1 Jan 2027, 20:00 UTC at the earliest.");
    assertThat(page)
        .contains("href=\"/rollouts/R-1\"", "data-path=\"/programmes/P-1/diagram\"")
        .doesNotContain(HOSTILE, "<script>alert");
    assertThat(page("/programmes/P-1/live")).doesNotContain("<html", "<script>alert");
  }

  @Test
  void the_list_shows_how_each_of_its_rollouts_stands() throws Exception {
    String page = page("/programmes");
    assertThat(text(page))
        .contains("1 programme")
        .contains("Client apps: pilot")
        .contains("Endpoint protection: waiting");
    assertThat(page).contains("href=\"/programmes/P-1\"").doesNotContain("<script>alert");
    jdbc.sql("delete from programme_rollout").update();
    jdbc.sql("delete from programme").update();
    assertThat(text(page("/programmes"))).contains("No programme yet.");
  }

  @Test
  void of_one_that_was_cancelled_the_page_says_what_goes_on() throws Exception {
    jdbc.sql(
            """
            update programme set state = 'CANCELLED', ended_at = created_at,
              ending = 'approver1 ended the programme: enough'""")
        .update();
    assertThat(text(page("/programmes/P-1")))
        .contains("approver1 ended the programme: enough")
        .contains("Those that had begun go on by themselves")
        .doesNotContain("When one does not end well");
  }

  @Test
  void one_that_stopped_in_spite_of_its_policy_says_why() throws Exception {
    jdbc.sql("update programme set state = 'STOPPED', on_failure = 'GO_ON'").update();
    jdbc.sql("update rollout set state = 'ROLLED_BACK', workload = 'endpoint-protection'").update();
    jdbc.sql("delete from programme_rollout").update();
    part(0, "endpoint-protection", "", "R-1", null);
    part(1, "device-configuration", "endpoint-protection", null, null);
    assertThat(text(page("/programmes/P-1")))
        .contains(
            "the others go on, unless one of them would take its workload to Intune with it.",
            "The rollout of Endpoint protection (R-1) is rolled back. Device configuration, which is still to come, takes Endpoint protection to Intune with it.");
    jdbc.sql("update programme_rollout set rollout_id = null where no = 0").update();
    assertThat(text(page("/programmes/P-1"))).containsPattern("Tried before: R-1 \\( ?rolled back");
  }

  @Test
  void one_that_is_through_says_what_it_left_out() throws Exception {
    jdbc.sql("update programme set state = 'COMPLETED'").update();
    jdbc.sql("update programme_rollout set left_out = true where no = 2").update();
    assertThat(page("/programmes/P-1")).contains("Completed, 1 left out", "rollout page quiet");
  }

  @Test
  void a_rollout_names_its_programme() throws Exception {
    assertThat(page("/rollouts/R-1"))
        .contains("Part of the programme", "href=\"/programmes/P-1\"")
        .doesNotContain("<script>alert");
    jdbc.sql("update rollout set programme_id = null").update();
    assertThat(page("/rollouts/R-1")).doesNotContain("Part of the programme");
  }

  @Test
  void what_a_person_is_asked_stands_on_the_dashboard_and_on_the_page() throws Exception {
    jdbc.sql("update programme set state = 'STOPPED'").update();
    jdbc.sql("update programme_rollout set refusal = :why where no = 1")
        .param("why", HOSTILE)
        .update();
    when(programmeDesk.questions(any()))
        .thenReturn(
            List.of(new Question("t1", "P-1", HOSTILE, TestClock.START, List.of(), "approver2")));
    for (String path : List.of("/", "/programmes/P-1")) {
      assertThat(page(path))
          .contains("/camunda/app/tasklist/default/#/?task=t1", "claimed by")
          .doesNotContain("<script>alert", "Nothing waits for you.");
    }
    assertThat(page("/")).contains("See the programme");
    assertThat(text(page("/programmes/P-1")))
        .contains("Stopped: a person decides", "Cannot begin", "It could not begin: ");
  }

  @Test
  void what_may_be_done_depends_on_who_looks_and_on_where_it_stands() throws Exception {
    assertThat(page("/programmes/P-1")).contains("pause-P-1", "cancel-P-1");
    actor = new Actor("requester", Set.of(Role.REQUESTER));
    assertThat(page("/programmes/P-1"))
        .contains("pause-P-1", "administrators may resume or cancel it")
        .doesNotContain("cancel-P-1");
    actor = new Actor("other", Set.of(Role.REQUESTER));
    assertThat(page("/programmes/P-1")).doesNotContain("data-act");
    actor = new Actor("approver1", Set.of(Role.CHANGE_MANAGER));
    jdbc.sql("update programme set paused_by = 'bob', pause_reason = :why")
        .param("why", HOSTILE)
        .update();
    assertThat(page("/programmes/P-1"))
        .contains("resume-P-1", "Paused by bob", "Running, paused")
        .doesNotContain("pause-P-1\"", "<script>alert");
    jdbc.sql("update programme set state = 'CANCELLED'").update();
    assertThat(text(page("/programmes/P-1")))
        .contains("Cancelled", "Not begun")
        .doesNotContain("Paused by", "Waits for");
    assertThat(page("/programmes/P-1")).doesNotContain("data-act");
  }

  @Test
  void there_is_no_page_of_what_is_not_there() throws Exception {
    pages.perform(get("/programmes/P-2")).andExpect(status().isNotFound());
  }

  private void part(int no, String workload, String after, String rollout, String start) {
    jdbc.sql(
            """
            insert into programme_rollout
              (programme_id, no, workload, title, waits_for, plan, rollout_id, left_out)
            values ('P-1', :no, :workload, :title, :after, :plan, :rollout, false)""")
        .param("no", no)
        .param("workload", workload)
        .param("title", HOSTILE)
        .param("after", after)
        .param("plan", start == null ? "{}" : "{\"schedule\":{\"start\":\"2027-01-01T20:00:00Z\"}}")
        .param("rollout", rollout)
        .update();
  }

  private static String text(String page) {
    return page.replaceAll("<[^>]*>", " ")
        .replaceAll("\\s+", " ")
        .replace(" .", ".")
        .replace(" :", ":");
  }
}
