package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.health.Signals;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.PlanDraft;
import dev.handover.plan.PlanForm;
import dev.handover.plan.Plans;
import dev.handover.rollout.ApprovalStage;
import dev.handover.rollout.Finding;
import dev.handover.rollout.Finding.Severity;
import dev.handover.rollout.LeftOutDevices;
import dev.handover.rollout.Page;
import dev.handover.rollout.PilotSample;
import dev.handover.rollout.PlanCheck;
import dev.handover.rollout.PlanPreview;
import dev.handover.rollout.RolloutPolicy.Stage;
import dev.handover.rollout.SliderMode;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.web.util.HtmlUtils;

/** The page on which a rollout is planned, and what it is told while somebody types. */
class PlannerPageTest extends PageStage {

  private static final String NEW = "/rollouts/new?workload=client-apps";
  private static final String PLAN =
      """
      title: Client apps to Intune
      workload: client-apps
      population: managementState==CO_MANAGED
      pilot: {size: 20, stratifyBy: [site]}
      waves: [50%, 100%]
      soak: {pilot: P1D, wave: P1D, production: P1D}
      gate:
        metrics:
        - {name: client-unhealthy, expected: 2%, limit: 8%}
      """;

  @BeforeEach
  void aRequester() {
    actor = new Actor("requester", Set.of(Role.REQUESTER));
  }

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
  void the_estates_answer_is_told_and_what_stands_in_the_way_at_its_field() throws Exception {
    Finding overlap =
        new Finding(
            "SECOND_WORKLOAD",
            Severity.BLOCKING,
            "9 of these devices soak in rollout R-ABCDEF '"
                + HOSTILE
                + "'; say why (overlapReason).",
            9);
    Finding empty =
        new Finding("WAVE_EMPTY", Severity.BLOCKING, "This wave would be empty (waves[0]).", 0);
    when(desk.check(anyString(), any())).thenReturn(preview(false, overlap, empty));

    String answer = send("/rollouts/new/check", PLAN, PLAN).getContentAsString();

    assertThat(answer)
        .contains("It cannot start: 2 things stand in the way.", "/rollouts/R-ABCDEF")
        .contains("(Reason to overlap)", "name=\"remove\" value=\"waves[0]\"")
        .doesNotContain("data-start", "<script>alert");
    assertThat(said(answer)).containsExactlyInAnyOrder("overlapReason", "waves");
  }

  @Test
  void what_is_ready_can_be_started_by_who_may_and_the_others_are_told_why_not() throws Exception {
    when(desk.check(anyString(), any())).thenReturn(preview(true));

    String answer = send("/rollouts/new/check", PLAN, PLAN).getContentAsString();

    assertThat(answer)
        .contains("It would move 100 devices: a pilot of 20, then 2 waves.", "data-start")
        .contains("<b>100</b>", "have not reported", "needs the approval of 2 members of")
        .contains("The plan asks for 1, policy for more.")
        .contains("expansion day", "<b>7</b> combinations", "Site: 1 of 3 values is not in it")
        .contains("To pass at all it takes 48 devices")
        .contains("about 58 like them that are not moved, prove at best")
        .contains("less than 3.2 % more. The plan asks for less than 1 %: it cannot pass.");
    Matcher plan = Pattern.compile("data-plan=\"([^\"]*)\"").matcher(answer);
    assertThat(plan.find()).isTrue();
    assertThat(HtmlUtils.htmlUnescape(plan.group(1))).isEqualTo(PLAN);

    actor = new Actor("admin", Set.of(Role.ADMINISTRATOR));
    assertThat(send("/rollouts/new/check", PLAN, PLAN).getContentAsString())
        .contains("You may check plans, not start them")
        .doesNotContain("data-start");
  }

  @Test
  void those_left_out_are_listed_under_their_count_a_page_at_a_time() throws Exception {
    when(desk.check(anyString(), any())).thenReturn(preview(true));
    assertThat(send("/rollouts/new/check", PLAN, PLAN).getContentAsString())
        .contains("hx-post=\"/rollouts/new/left-out?reason=SILENT_IN_CONFIGMGR\"")
        .contains("href=\"/devices?finding=SILENT_IN_CONFIGMGR\"");

    List<LeftOutDevices.Device> devices =
        List.of(
            new LeftOutDevices.Device(
                7, HOSTILE, "Latitude", null, "LON", "SILENT_IN_CONFIGMGR", "has not checked in"));
    when(leftOut.of(PLAN, "SILENT_IN_CONFIGMGR", 1, 20)).thenReturn(new Page<>(devices, 1, 20, 43));
    String list =
        send("/rollouts/new/left-out?reason=SILENT_IN_CONFIGMGR&left-out-page=1", PLAN, PLAN)
            .getContentAsString();
    assertThat(list)
        .contains("href=\"/devices/7\"", "Latitude", "21–21 of 43", "Previous", "Next")
        .contains("left-out-page=2")
        .doesNotContain("<script>alert");
  }

  @Test
  void a_list_of_those_left_out_says_why_there_is_none() throws Exception {
    when(leftOut.of(anyString(), anyString(), anyInt(), anyInt()))
        .thenThrow(new InvalidPlan("population", "It ends early."));
    assertThat(send("/rollouts/new/left-out?reason=ANY", PLAN, PLAN).getContentAsString())
        .contains("It ends early.");
  }

  @Test
  void what_only_the_estate_can_refuse_is_told_at_its_field_too() throws Exception {
    when(desk.check(anyString(), any())).thenThrow(new InvalidPlan("population", "It ends early."));

    String answer = send("/rollouts/new/check", PLAN, PLAN).getContentAsString();

    assertThat(said(answer)).containsExactly("population");
    assertThat(answer).contains("It ends early.", "Not a plan yet", "href=\"#f-population\"");
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

  /** The fields at which something is said. */
  private static List<String> said(String answer) {
    List<String> said = new ArrayList<>();
    Matcher at = Pattern.compile("id=\"at-([^\"]+)\"[^>]*>([^<]*)<").matcher(answer);
    while (at.find()) {
      if (!at.group(2).isBlank()) {
        said.add(at.group(1));
      }
    }
    return said;
  }

  private static String text(String page) {
    Matcher text = Pattern.compile("(?s)<textarea id=\"plan\"[^>]*>(.*?)</textarea>").matcher(page);
    assertThat(text.find()).isTrue();
    return HtmlUtils.htmlUnescape(text.group(1));
  }

  private String draft(String shown, String text, String... typed) throws Exception {
    return send("/rollouts/new/draft", shown, text, typed).getContentAsString();
  }

  private MockHttpServletResponse send(String path, String shown, String text, String... typed)
      throws Exception {
    MockHttpServletRequestBuilder request =
        post(path).param("shown", shown).param("plan", text.replace("\n", "\r\n"));
    Map<String, String> fields = fields(shown);
    for (int i = 0; i < typed.length; i += 2) {
      fields.put(typed[i], typed[i + 1]);
    }
    fields.forEach(request::param);
    return pages.perform(request).andExpect(status().isOk()).andReturn().getResponse();
  }

  /** All that the form of a plan sends. */
  private static Map<String, String> fields(String shown) {
    Map<String, String> fields = new HashMap<>();
    if (!shown.equals(HOSTILE)) {
      PlanForm form = new PlanForm(PlanDraft.read(shown));
      form.fields().forEach(field -> fields.put(field, form.value(field)));
    }
    return fields;
  }

  private static PlanPreview preview(boolean ready, Finding... findings) {
    Instant at = TestClock.START;
    return new PlanPreview(
        new Plans(Signals.names()).parse(PLAN),
        new PlanCheck(
            ready,
            List.of(findings),
            130,
            List.of(new PlanCheck.LeftOut("SILENT_IN_CONFIGMGR", "have not reported", 30)),
            100,
            List.of(
                new PlanCheck.WaveSize(0, 20, .2),
                new PlanCheck.WaveSize(1, 30, .5),
                new PlanCheck.WaveSize(2, 50, 1)),
            List.of(new PlanCheck.Power("client-unhealthy", 48, 86, .9, .09, .01, .003, 1.)),
            List.of(new PlanCheck.Compared("client-unhealthy", 58, .01, .0312)),
            List.of(),
            null),
        new PilotSample(
            20,
            List.of(
                new PilotSample.Attribute(
                    "site",
                    List.of(new PilotSample.Part(HOSTILE, 90, 20), new PilotSample.Part("", 10, 0)),
                    3,
                    1)),
            9,
            7,
            7),
        List.of(
            new PlanPreview.Move(0, at, at.plus(Duration.ofDays(1)), null),
            new PlanPreview.Move(
                1, at.plus(Duration.ofDays(2)), null, "Begins on an expansion day."),
            new PlanPreview.Move(2, null, null, null),
            new PlanPreview.Move(3, null, null, null)),
        List.of(
            new Stage(ApprovalStage.START, 0, "change-managers"),
            new Stage(ApprovalStage.EXPANSION, 2, "change-managers"),
            new Stage(ApprovalStage.WAVE, 0, "change-managers")),
        SliderMode.PERSON,
        true);
  }
}
