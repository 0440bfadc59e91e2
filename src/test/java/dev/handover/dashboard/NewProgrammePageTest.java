package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.when;

import dev.handover.health.Signals;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.PlanDraft;
import dev.handover.plan.Plans;
import dev.handover.plan.Problem;
import dev.handover.plan.ProgrammeForm;
import dev.handover.plan.Programmes;
import dev.handover.programme.ProgrammeCheck;
import dev.handover.programme.ProgrammeCheck.RolloutCheck;
import dev.handover.rollout.Finding;
import dev.handover.rollout.Finding.Severity;
import dev.handover.rollout.PlanCheck;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.workload.Workload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

class NewProgrammePageTest extends PlannerStage {

  private static final String DRAFT = "/programmes/new/draft";
  private static final String CHECK = "/programmes/new/check";
  private static final String TEXT =
      """
      title: Two
      population: managementState==CO_MANAGED
      pilot: {size: 20}
      waves: [50%, 100%]
      soak: {pilot: P1D, wave: P1D, production: P1D}
      rollouts:
      - workload: client-apps
        gate:
          metrics:
          - {name: client-unhealthy, expected: 2%, limit: 8%}
      - workload: windows-update-policies
        after: [client-apps]
        pilot: {size: 30}
        gate:
          metrics:
          - {name: update-error, expected: 2%, limit: 8%}
      """;

  @BeforeEach
  void nothingIsChecked() {
    reset(programmeDesk);
  }

  @Test
  void it_begins_with_the_workloads_that_can_be_moved_and_none_has_begun_with() throws Exception {
    assertThat(page("/programmes/new")).contains("New programme", "Not a programme yet");
    device(1, "CO_MANAGED");
    jdbc.sql("update device set configmgr_mask = 1, configmgr_at_intune = 0").update();
    slider();
    jdbc.sql(
            """
            insert into slider select 'windows-update-policies', 'PILOT_INTUNE', 'D', read_at
            from slider""")
        .update();
    jdbc.sql(
            """
            insert into slider select 'endpoint-protection', 'INTUNE', 'E', read_at
            from slider where workload = 'client-apps'""")
        .update();
    assertThat(page("/programmes/new"))
        .contains("value=\"Co-management to Intune\"", "onFailure: stop", "hx-post=\"" + CHECK)
        .containsSubsequence("- workload: client-apps", "- workload: windows-update-policies")
        .containsSubsequence("Client apps: 1 device to move", "Windows Update policies: 1 device")
        .containsSubsequence("Endpoint protection: Its slider stands at Intune")
        .containsPattern("value=\"client-apps\" checked")
        .doesNotContain("- workload: endpoint-protection");

    rollout();
    assertThat(page("/programmes/new"))
        .contains("Client apps: 1 device to move, in a rollout now")
        .doesNotContain("- workload: client-apps");
  }

  @Test
  void what_is_typed_on_one_side_is_answered_with_the_other_only() throws Exception {
    MockHttpServletResponse byForm = send(DRAFT, TEXT, TEXT, "pilot.size", "77");
    assertThat(byForm.getContentAsString())
        .contains("<textarea id=\"plan\"", "size: 77", "size: 30")
        .doesNotContain("id=\"fields\"");
    assertThat(byForm.getHeader("HX-Trigger-After-Settle")).isEqualTo("plan-to-check");

    assertThat(draft(TEXT, TEXT.replace("title: Two", "title: Two\nonFailure: goOn")))
        .contains("id=\"fields\"", "<option value=\"goOn\" selected")
        .doesNotContain("<textarea id=\"plan\"");
  }

  @Test
  void a_ticked_workload_comes_in_its_place_with_its_usual_metrics_and_what_stays_is_kept()
      throws Exception {
    String answer =
        draft(
            TEXT,
            TEXT,
            "workloads",
            "office-click-to-run-apps, client-apps, windows-update-policies, device-configuration");
    assertThat(answer)
        .containsSubsequence(
            "- workload: office-click-to-run-apps",
            "office-update-failed",
            "- workload: client-apps",
            "- workload: windows-update-policies",
            "after: [client-apps]",
            "- workload: device-configuration",
            "policy-error")
        .doesNotContain("id=\"fields\"");

    assertThat(draft(TEXT, TEXT, "workloads", "windows-update-policies"))
        .contains("after: [client-apps]", "No rollout of this programme moves client-apps")
        .doesNotContain("- workload: client-apps");
  }

  @Test
  void what_the_form_cannot_say_stays_in_the_text_and_the_page_says_so() throws Exception {
    String more = "impact: {maxBlockedUsers: 3}\n" + TEXT;
    assertThat(draft(more, more, "title", "Others"))
        .contains("It says more than the form shows, and keeps it")
        .contains("impact.maxBlockedUsers, after of Windows Update policies, pilot.size of Windows")
        .contains("impact: {maxBlockedUsers: 3}", "after: [client-apps]", "title: Others");
    assertThat(draft(TEXT, TEXT.replaceAll("(?m)^  (after|pilot): .*\n", "")))
        .doesNotContain("It says more than the form shows");
  }

  @Test
  void a_problem_is_told_at_its_field_that_of_one_rollout_at_the_workloads() throws Exception {
    assertThat(said(draft(TEXT, TEXT.replace("waves: [50%", "waves: [0%")))).contains("waves");
    String answer = draft(TEXT, TEXT.replace("size: 30", "size: 0"));
    assertThat(said(answer)).contains("workloads");
    assertThat(answer)
        .contains("Not a programme yet", "Rollout 2, devices in the pilot")
        .contains("href=\"#f-workloads\"");
    assertThat(draft(TEXT, "]")).contains("not readable YAML");
    assertThat(draft(HOSTILE, HOSTILE)).doesNotContain("<script>alert");
  }

  @Test
  void a_text_that_is_none_is_answered_with_what_is_wrong_and_where() throws Exception {
    when(programmeDesk.check(any()))
        .thenThrow(new InvalidPlan(List.of(new Problem("rollouts", "It needs one. " + HOSTILE))));
    assertThat(check())
        .contains("Not a programme yet", "#f-workloads", "It needs one.")
        .doesNotContain("Start this programme", "<script>alert");
  }

  @Test
  void one_that_is_ready_can_be_started_by_those_who_may() throws Exception {
    checked(true, finding("X", Severity.WARNING, "A freeze is near."));
    assertThat(check())
        .contains("Ready, with warnings", "Start this programme", "data-path=\"/api/programmes\"")
        .contains("data-plan=\"title: Two\n", "It would move 2 workloads, each of up to 1,200")
        .containsSubsequence("Windows Update policies", "After Client apps", "A freeze is near.")
        .contains("ends undecided with a chance of 20 %", "What the pilot can prove");

    actor = new Actor("auditor", Set.of(Role.AUDITOR));
    assertThat(check())
        .contains("You may check", "not start them")
        .doesNotContain("Start this programme");
  }

  @Test
  void what_stands_in_the_way_of_one_rollout_keeps_all_from_starting() throws Exception {
    checked(
        false,
        finding("POPULATION_EMPTY", Severity.BLOCKING, "Nobody is left (population)."),
        finding("WAVE_EMPTY", Severity.BLOCKING, "Take fewer (pilot.size)."));
    assertThat(check())
        .contains("Not ready", "2 things stand in the way", "Cannot start")
        .as("it can be mended where all say it")
        .contains("href=\"#f-population\"")
        .as("not where one says its own")
        .doesNotContain("href=\"#f-pilot-size\"", "Start this programme");
  }

  @Test
  void pilot_and_waves_are_fitted_to_all_that_have_them_in_common() throws Exception {
    checked(true, finding("PILOT_MAY_END_UNDECIDED", Severity.WARNING, "Take more."));
    assertThat(check()).contains("name=\"fit\" value=\"1200\"");

    assertThat(draft(TEXT, TEXT, "fit", "1200")).contains("size: 210", "size: 30");
    assertThat(draft(TEXT, TEXT, "fit", "50")).contains("size: 10", "size: 30");
  }

  @Test
  void without_scripts_the_whole_page_is_sent_and_comes_back_checked() throws Exception {
    checked(true, finding("X", Severity.WARNING, "A freeze is near."));
    assertThat(send("/programmes/new", TEXT, TEXT, "title", "Others").getContentAsString())
        .contains("<html", "value=\"Others\"", "A freeze is near.");
  }

  @Override
  Map<String, String> posted(String shown) {
    Map<String, String> fields = new HashMap<>();
    if (!shown.equals(HOSTILE)) {
      ProgrammeForm form = new ProgrammeForm(PlanDraft.read(shown));
      form.fields().forEach(field -> fields.put(field, form.value(field)));
    }
    return fields;
  }

  private static Finding finding(String code, Severity severity, String message) {
    return new Finding(code, severity, message, 0);
  }

  /** The first without a fault, the second with these findings. */
  private void checked(boolean ready, Finding... findings) {
    when(programmeDesk.check(contains("rollouts")))
        .thenReturn(
            new ProgrammeCheck(
                ready,
                List.of(),
                List.of(
                    rollout(Workload.CLIENT_APPS, List.of(), true),
                    rollout(
                        Workload.WINDOWS_UPDATE_POLICIES,
                        List.of(Workload.CLIENT_APPS),
                        ready,
                        findings))));
  }

  private static RolloutCheck rollout(
      Workload workload, List<Workload> after, boolean ready, Finding... findings) {
    return new RolloutCheck(
        "rollouts[0]",
        workload,
        workload.title(),
        after,
        new PlanCheck(
            ready,
            List.of(findings),
            1_300,
            List.of(),
            1_200,
            List.of(),
            new Programmes(new Plans(Signals.names()))
                .parse(TEXT).rollouts().stream()
                    .filter(e -> e.workload() == workload)
                    .flatMap(e -> e.plan().gate().metrics().stream())
                    .map(m -> new PlanCheck.Power(m.name(), 57, 60, .8, .2, 0, .01, null))
                    .toList(),
            List.of(),
            List.of(),
            null));
  }

  private String draft(String shown, String text, String... typed) throws Exception {
    return send(DRAFT, shown, text, typed).getContentAsString();
  }

  private String check() throws Exception {
    return send(CHECK, TEXT, TEXT).getContentAsString();
  }
}
