package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.when;

import dev.handover.health.Signals;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import dev.handover.rollout.Finding;
import dev.handover.rollout.Finding.Severity;
import dev.handover.rollout.LeftOutDevices;
import dev.handover.rollout.Page;
import dev.handover.rollout.PlanPreview;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.web.util.HtmlUtils;

/** What the check of a plan says of the estate, where the plan is made. */
class PlannerCheckTest extends PlannerStage {

  @Test
  void the_estates_answer_is_told_and_what_stands_in_the_way_at_its_field() throws Exception {
    Finding overlap =
        new Finding(
            "SECOND_WORKLOAD",
            Severity.BLOCKING,
            "9 of these devices are in rollout R-ABCDEF '"
                + HOSTILE
                + "'; say why (overlapReason).",
            9);
    Finding empty =
        new Finding("WAVE_EMPTY", Severity.BLOCKING, "This wave would be empty (waves[0]).", 0);
    when(desk.check(anyString(), any())).thenReturn(preview(false, overlap, empty));

    String answer = send("/rollouts/new/check", PLAN, PLAN).getContentAsString();

    assertThat(answer)
        .contains("It cannot start: 2 things stand in the way.", "/rollouts/R-ABCDEF")
        .contains("(Why they may be in two rollouts)", "name=\"remove\" value=\"waves[0]\"")
        .doesNotContain("data-start", "<script>alert");
    assertThat(said(answer)).containsExactlyInAnyOrder("overlapReason", "waves");
  }

  @Test
  void what_is_ready_can_be_started_by_who_may_and_the_others_are_told_why_not() throws Exception {
    when(desk.check(anyString(), any())).thenReturn(preview(true));

    String answer = send("/rollouts/new/check", PLAN, PLAN).getContentAsString();

    assertThat(answer)
        .contains("It would move 100 devices: a pilot of 20, then 2 waves.", "data-start")
        .contains("The pilot moves at once, and nobody is asked before.")
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
  void of_a_slider_that_stays_the_last_row_of_the_waves_speaks_of_the_plan() throws Exception {
    Finding stays =
        new Finding(
            Finding.SLIDER_STAYS, Severity.INFO, "In the end the slider stays at Pilot Intune.", 9);
    when(desk.check(anyString(), any())).thenReturn(preview(true));
    assertThat(send("/rollouts/new/check", PLAN, PLAN).getContentAsString())
        .contains(">all 100<")
        .doesNotContain("Production is the devices of this plan");
    when(desk.check(anyString(), any())).thenReturn(preview(true, stays));
    assertThat(send("/rollouts/new/check", PLAN, PLAN).getContentAsString())
        .contains(
            "Production is the devices of this plan, all together, watched for a last time. In the"
                + " end the slider stays at Pilot Intune.")
        .containsOnlyOnce("the slider stays at Pilot Intune");
  }

  @Test
  void who_starts_is_told_whether_somebody_is_asked_before_anything_moves() throws Exception {
    when(desk.check(anyString(), any())).thenReturn(preview(true, 2));
    assertThat(send("/rollouts/new/check", PLAN, PLAN).getContentAsString())
        .contains("Nothing moves before 2 people have agreed.")
        .doesNotContain("The pilot moves at once");
  }

  @Test
  void a_start_that_is_over_begins_at_once() throws Exception {
    String late = PLAN + "schedule: {start: '2020-01-01T00:00:00Z'}\n";
    PlanPreview preview = preview(new Plans(Signals.names()).parse(late), true, 0);
    when(desk.check(anyString(), any())).thenReturn(preview);
    assertThat(send("/rollouts/new/check", late, late).getContentAsString())
        .contains("The pilot moves at once, and nobody is asked before.");
  }

  @Test
  void sizes_that_do_not_fit_those_who_would_move_are_mended_by_a_click() throws Exception {
    String large = PLAN.replace("size: 20", "size: 30");
    Finding empty =
        new Finding("WAVE_EMPTY", Severity.BLOCKING, "This wave would be empty (waves[0]).", 0);
    when(desk.check(anyString(), any())).thenReturn(preview(true));
    String button = "Fit pilot and waves to the 100 that would move";
    assertThat(send("/rollouts/new/check", large, large).getContentAsString())
        .as("nothing is said against the sizes")
        .doesNotContain(button);

    when(desk.check(anyString(), any())).thenReturn(preview(false, empty));
    assertThat(send("/rollouts/new/check", large, large).getContentAsString())
        .contains(button, "name=\"fit\" value=\"100\"");
    String fitted = text(send("/rollouts/new/draft?fit=100", large, large).getContentAsString());
    Plan plan = new Plans(Signals.names()).parse(fitted);
    assertThat(plan.pilot().size()).isEqualTo(20);
    assertThat(plan.waves()).containsExactly(.5, 1.);
    assertThat(plan.title()).isEqualTo("Client apps to Intune");
    assertThat(send("/rollouts/new/check", fitted, fitted).getContentAsString())
        .as("they are as right as can be")
        .doesNotContain(button);
  }

  @Test
  void no_sizes_are_fitted_to_what_is_no_number_or_in_what_is_no_plan() throws Exception {
    for (String fit : List.of("0", "-5", "x", "999999999999")) {
      assertThat(send("/rollouts/new/draft?fit=" + fit, PLAN, PLAN).getContentAsString())
          .as(fit)
          .doesNotContain("<textarea");
    }
    String wrong = PLAN.replace("size: 20", "size: many");
    assertThat(send("/rollouts/new/draft?fit=100", wrong, wrong).getContentAsString())
        .doesNotContain("<textarea");
  }

  /** The plan that an answer shows anew. */
  private static String text(String answer) {
    Matcher text =
        Pattern.compile("(?s)<textarea id=\"plan\"[^>]*>(.*?)</textarea>").matcher(answer);
    assertThat(text.find()).as(answer).isTrue();
    return HtmlUtils.htmlUnescape(text.group(1)).stripLeading();
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
}
