package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.handover.plan.InvalidPlan;
import dev.handover.plan.Problem;
import dev.handover.programme.ProgrammeCheck;
import dev.handover.rollout.Finding;
import dev.handover.rollout.Finding.Severity;
import dev.handover.rollout.PlanCheck;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.workload.Workload;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NewProgrammePageTest extends PageStage {

  @BeforeEach
  void aRequester() {
    reset(programmeDesk);
    actor = new Actor("requester", Set.of(Role.REQUESTER));
  }

  @Test
  void it_begins_with_a_text_that_says_what_a_programme_is() throws Exception {
    assertThat(page("/programmes/new"))
        .contains("New programme", "onFailure: stop", "workload: windows-update-policies");
  }

  @Test
  void a_text_that_is_none_is_answered_with_what_is_wrong_and_where() throws Exception {
    when(programmeDesk.check(any()))
        .thenThrow(new InvalidPlan(List.of(new Problem("rollouts", "It needs one. " + HOSTILE))));
    assertThat(check("title: x"))
        .contains("Not a programme yet", "<code>rollouts</code>", "It needs one.")
        .doesNotContain("Start this programme", "<script>alert");
  }

  @Test
  void one_that_is_ready_can_be_started_by_those_who_may() throws Exception {
    checked(true, Severity.WARNING);
    assertThat(check("title: \"x\"\r\nonFailure: stop"))
        .contains("Ready, with warnings", "Start this programme", "data-path=\"/api/programmes\"")
        .contains("data-plan=\"title: &quot;x&quot;\nonFailure: stop\"")
        .contains("Windows Update policies: A freeze is near.", "after <span>Client apps</span>");

    actor = new Actor("auditor", Set.of(Role.AUDITOR));
    assertThat(check("title: x"))
        .contains("You may check programmes, not start them")
        .doesNotContain("Start this programme");
  }

  @Test
  void what_stands_in_the_way_of_one_rollout_keeps_all_from_starting() throws Exception {
    checked(false, Severity.BLOCKING);
    assertThat(check("title: x"))
        .containsSubsequence("Not ready", "Stands in the way", "A freeze is near.")
        .doesNotContain("Start this programme");
  }

  private void checked(boolean ready, Severity severity) {
    PlanCheck plan = mock(PlanCheck.class);
    when(plan.findings()).thenReturn(List.of(new Finding("X", severity, "A freeze is near.", 0)));
    when(plan.population()).thenReturn(1_200);
    when(plan.waves()).thenReturn(List.of());
    when(programmeDesk.check(any()))
        .thenReturn(
            new ProgrammeCheck(
                ready,
                List.of(),
                List.of(
                    new ProgrammeCheck.RolloutCheck(
                        "rollouts[0]",
                        Workload.WINDOWS_UPDATE_POLICIES,
                        "x",
                        List.of(Workload.CLIENT_APPS),
                        plan))));
  }

  private String check(String text) throws Exception {
    return pages
        .perform(post("/programmes/new/check").param("plan", text))
        .andReturn()
        .getResponse()
        .getContentAsString();
  }
}
