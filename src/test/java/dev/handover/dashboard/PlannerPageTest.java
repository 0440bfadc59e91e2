package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.health.Signals;
import dev.handover.plan.Plans;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.util.HtmlUtils;

/** The page on which a rollout is planned, and what it answers while somebody types. */
class PlannerPageTest extends PlannerStage {

  private static final String NEW = "/rollouts/new?workload=client-apps";

  @Test
  void one_begins_with_a_workload_and_is_told_which_cannot_move_now() throws Exception {
    assertThat(page("/rollouts/new")).contains("have not been read").doesNotContain("<form id=");
    slider();
    jdbc.sql("insert into slider select 'compliance-policies', 'INTUNE', 'D', read_at from slider")
        .update();
    rollout();
    assertThat(page("/rollouts/new"))
        .contains("href=\"/rollouts/new?workload=client-apps\"", "nothing is left to move")
        .contains("In a rollout now: &quot;&gt;&lt;script&gt;")
        .doesNotContain("<script>alert");
    pages.perform(get("/rollouts/new?workload=none")).andExpect(status().isBadRequest());
    pages.perform(get("/rollouts/new?from=R-none")).andExpect(status().isNotFound());
  }

  @Test
  void a_first_plan_is_for_a_workload_and_sites_where_it_meets_no_other_rollout() throws Exception {
    slider();
    jdbc.sql(
            "insert into slider select 'office-click-to-run-apps', position, 'D', read_at from slider")
        .update();
    String office = "/rollouts/new?workload=office-click-to-run-apps";
    for (int id = 1; id <= 20; id++) {
      device(id, "CO_MANAGED");
    }
    jdbc.sql("update device set site = case when id <= 10 then 'LON' else 'NYC' end").update();
    assertThat(page(office)).doesNotContain("site=in=");

    rollout();
    jdbc.sql("insert into wave_device (rollout_id, device_id, wave_no) values ('R-1', 1, 0)")
        .update();
    assertThat(page(office))
        .contains("managementState==CO_MANAGED;site=in=(NYC)")
        .contains("the sites at which no other rollout holds a device now");
    assertThat(page("/programmes/new"))
        .contains("managementState==CO_MANAGED;site=in=(NYC)")
        .contains("the sites at which no other rollout holds a device now");
    assertThat(page("/rollouts/new"))
        .containsSubsequence("?workload=office-click-to-run-apps", "?workload=client-apps");

    jdbc.sql("update wave set state = 'PASSED'").update();
    assertThat(page(office)).doesNotContain("site=in=").contains("None ticked: all sites.");
    jdbc.sql("update wave set state = 'SOAKING'").update();
    for (int id = 21; id <= 40; id++) {
      device(id, "CO_MANAGED");
    }
    jdbc.sql("update device set site = 'LON' where id <> 11").update();
    assertThat(page(office)).as("one is left at NYC").doesNotContain("site=in=");
  }

  @Test
  void a_workload_brings_its_plan_as_fields_and_as_text() throws Exception {
    assertThat(page(NEW))
        .contains("value=\"Client apps to Intune\"", "value=\"3 days\"", "value=\"5%, 20%")
        .contains("waves: [5%, 20%, 50%, 100%]", "hx-post=\"/rollouts/new/check\"", "Checking")
        .contains("value=\"app-install-failed\" selected")
        .doesNotContain("Who may be locked out");
    assertThat(page("/rollouts/new?workload=compliance-policies"))
        .contains("Who may be locked out");
  }

  @Test
  void what_is_typed_on_one_side_is_answered_with_the_other_only() throws Exception {
    String text = text(page(NEW));

    String byForm = draft(text, text, "pilot.size", "77");
    assertThat(byForm)
        .contains("<textarea id=\"plan\"", "size: 77")
        .doesNotContain("id=\"fields\"");

    String byText = draft(text, text.replace("P3D", "P4D"));
    assertThat(byText)
        .contains("id=\"fields\"", "value=\"4 days\"")
        .doesNotContain("<textarea id=\"plan\"");

    MockHttpServletResponse fine = send("/rollouts/new/draft", text, text);
    assertThat(fine.getHeader("HX-Trigger-After-Settle")).isEqualTo("plan-to-check");
  }

  @Test
  void a_text_that_cannot_be_read_leaves_the_form_and_is_told_with_its_line() throws Exception {
    String text = text(page(NEW));
    MockHttpServletResponse answer =
        send("/rollouts/new/draft", text, text.replace("waves: [", "waves: [["));

    assertThat(answer.getHeader("HX-Trigger-After-Settle")).isNull();
    assertThat(answer.getContentAsString())
        .contains("not readable YAML: line", "Not a plan yet", "name=\"shown\"")
        .doesNotContain("id=\"fields\"", "<textarea id=\"plan\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "title: Client apps to Intune   | title: [a]               | title",
        "workload: client-apps          | workload: apps           | workload",
        "population: managementState==CO_MANAGED | population:     | population",
        "pilot: {size: 20,              | pilot: {size: 0,         | pilot-size",
        "stratifyBy: [site]             | stratifyBy: [colour]     | pilot-stratifyBy",
        "waves: [50%, 100%]             | waves: [50%, 20%, 100%]  | waves",
        "waves: [50%, 100%]             | exclude: [a, a]          | exclude",
        "soak: {pilot: P1D, wave: P1D   | soak: {pilot: P1D, wave: x | soak-wave",
        "soak: {pilot: P1D, wave: P1D, production: P1D} | overlapReason: [] | soak-pilot",
        "limit: 8%                      | limit: 1%                | gate-metrics-0-limit",
        "limit: 8%                      | limit: 8%, alpha: 2      | gate-metrics-0",
        "name: client-unhealthy         | name: unknown            | gate-metrics-0-name",
        "gate:                          | gates:                   | gate-metrics",
        "gate:                          | 'gate:\n  onFail: never' | gate-onFail",
        "gate:                          | 'gate:\n  silent: never' | gate-silent",
        "gate:                          | 'gate:\n  deadline: PT1H' | gate-deadline",
        "waves:                         | 'schedule: {start: soon}\nwaves:' | schedule-start",
        "waves:                         | 'schedule: {deadline: PT1H}\nwaves:' | schedule-deadline",
        "waves:                         | 'schedule: {expand: {zone: x}}\nwaves:' | schedule-expand-zone",
        "waves:                         | 'approvals: {expansion: 99}\nwaves:' | approvals-expansion",
        "waves:                         | 'approvals: {within: P1D, remindAfter: P2D}\nwaves:' | approvals-remindAfter",
        "waves:                         | 'impact: {maxBlockedUsers: -1}\nwaves:' | impact-maxBlockedUsers",
        "waves:                         | 'impact: {breakGlass: [a]}\nwaves:' | impact-breakGlass",
        "waves:                         | 'overlapReason: [a]\nwaves:' | overlapReason",
      })
  void every_refused_place_is_told_at_its_field(String good, String bad, String field)
      throws Exception {
    String answer = draft(PLAN, PLAN.replace(good.strip(), bad));

    assertThat(said(answer)).as(answer).contains(field);
    assertThat(answer).contains("Not a plan yet", "href=\"#f-" + field + "\"");
  }

  @Test
  void without_scripts_the_whole_page_is_sent_and_comes_back_checked() throws Exception {
    when(desk.check(anyString(), any())).thenReturn(preview(true));

    String answer = send("/rollouts/new", PLAN, PLAN, "title", "Another").getContentAsString();

    assertThat(answer)
        .contains("<html", "title: Another", "value=\"Another\"", "What the pilot can prove")
        .contains("name=\"add\"");
    assertThat(send("/rollouts/new", PLAN, "{", "title", "Another").getContentAsString())
        .contains("<html", "value=\"Another\"", "waits until this can be read", "name=\"anew\"");
  }

  @Test
  void hostile_text_is_inert_on_both_sides() throws Exception {
    String hostile = PLAN.replace("Client apps to Intune", "'" + HOSTILE.replace("'", "''") + "'");

    for (String path : List.of("/rollouts/new", "/rollouts/new/draft")) {
      when(desk.check(anyString(), any())).thenReturn(preview(true));
      assertThat(send(path, PLAN, hostile).getContentAsString())
          .contains("&lt;script&gt;alert(1)")
          .doesNotContain("<script>alert");
    }
    assertThat(send("/rollouts/new/draft", HOSTILE, HOSTILE, HOSTILE, HOSTILE).getStatus())
        .isEqualTo(200);
  }

  @Test
  void a_rollout_is_a_template_for_who_may_start_one() throws Exception {
    rollout();
    String json = new Plans(Signals.names()).json(new Plans(Signals.names()).parse(PLAN));
    jdbc.sql("update rollout set plan = :plan").param("plan", json).update();

    assertThat(page("/rollouts/R-1")).contains("/rollouts/new?from=R-1");
    assertThat(page("/rollouts/new?from=R-1"))
        .contains("title: Client apps to Intune (copy)", "expected: 2%")
        .doesNotContain("alpha");
    assertThat(page("/rollouts") + page("/")).contains("Plan a rollout");

    actor = new Actor("auditor", Set.of(Role.AUDITOR));
    assertThat(page("/rollouts") + page("/") + page("/rollouts/R-1"))
        .doesNotContain("Plan a rollout", "Use as a template");
  }

  private static String text(String page) {
    Matcher text = Pattern.compile("(?s)<textarea id=\"plan\"[^>]*>(.*?)</textarea>").matcher(page);
    assertThat(text.find()).isTrue();
    return HtmlUtils.htmlUnescape(text.group(1));
  }

  private String draft(String shown, String text, String... typed) throws Exception {
    return send("/rollouts/new/draft", shown, text, typed).getContentAsString();
  }
}
