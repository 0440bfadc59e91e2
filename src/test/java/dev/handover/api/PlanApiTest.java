package dev.handover.api;

import static org.hamcrest.Matchers.hasSize;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.plan.InvalidPlan;
import dev.handover.plan.Problem;
import dev.handover.rollout.BreakGlass;
import dev.handover.rollout.DecisionViews;
import dev.handover.rollout.Finding;
import dev.handover.rollout.LeftOutDevices;
import dev.handover.rollout.NotReady;
import dev.handover.rollout.Page;
import dev.handover.rollout.PilotRecommendation;
import dev.handover.rollout.PlanCheck;
import dev.handover.rollout.ProcessMigration;
import dev.handover.rollout.RolloutDesk;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.WaveDevices;
import dev.handover.rollout.WaveQueries;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;

/** Plans over HTTP: checked, recommended, and refused as the start of a rollout. */
class PlanApiTest {

  private final RolloutDesk desk = mock(RolloutDesk.class);
  private final LeftOutDevices leftOut = mock(LeftOutDevices.class);
  private final Rest rest = new Rest();
  private final MockMvc api =
      rest.of(
          new PlansController(desk, leftOut),
          new RolloutsController(
              desk,
              mock(BreakGlass.class),
              mock(ProcessMigration.class),
              mock(RolloutQueries.class),
              mock(WaveQueries.class),
              mock(WaveDevices.class),
              mock(DecisionViews.class)));

  @BeforeEach
  void aRequester() {
    rest.actor.set(new Actor("requester", Set.of(Role.REQUESTER)));
  }

  @Test
  void an_invalid_plan_answers_400_with_every_place() throws Exception {
    when(desk.check(anyString(), any()))
        .thenThrow(
            new InvalidPlan(
                List.of(new Problem("gate", "is needed"), new Problem("waves[1]", "is empty"))));
    api.perform(post("/api/plans/check").contentType(MediaType.APPLICATION_JSON).content("{}"))
        .andExpect(status().isBadRequest())
        .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
        .andExpect(jsonPath("$.type").value("urn:handover:problem:invalid-plan"))
        .andExpect(jsonPath("$.title").isNotEmpty())
        .andExpect(jsonPath("$.status").value(400))
        .andExpect(jsonPath("$.detail").isNotEmpty())
        .andExpect(jsonPath("$.errors", hasSize(2)))
        .andExpect(jsonPath("$.errors[1].path").value("waves[1]"))
        .andExpect(jsonPath("$.errors[1].message").value("is empty"));
  }

  @Test
  void the_devices_that_a_plan_leaves_out_come_in_pages() throws Exception {
    when(leftOut.of("workload: x", "NO_LICENCE", 1, 2))
        .thenReturn(
            new Page<>(
                List.of(
                    new LeftOutDevices.Device(
                        7, "PC7", "M", "10.0", "LON", "NO_LICENCE", "has no Intune licence")),
                1,
                2,
                3));
    api.perform(
            post("/api/plans/left-out?reason=NO_LICENCE&page=1&size=2")
                .contentType("application/yaml")
                .content("workload: x"))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.items[0].id").value(7))
        .andExpect(jsonPath("$.items[0].why").value("has no Intune licence"))
        .andExpect(jsonPath("$.total").value(3));
  }

  @Test
  void a_recommended_pilot_is_told_with_what_it_covers_and_what_not() throws Exception {
    when(desk.recommendPilot("workload: x"))
        .thenReturn(
            new PilotRecommendation(
                43,
                List.of("model"),
                0.005,
                12,
                36,
                43,
                List.of(new PlanCheck.Power("noncompliant", 43, 50, .9, .09, .01, .05, null)),
                List.of(7L, 9L),
                1,
                List.of(new PilotRecommendation.Covered("site LON", 900, 40)),
                1,
                List.of(new PilotRecommendation.Uncovered("site SIN", 3, "Too few.")),
                "Applications."));
    api.perform(
            post("/api/plans/recommend-pilot")
                .contentType("application/yaml")
                .content("workload: x"))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.size").value(43))
        .andExpect(jsonPath("$.fewestToCover").value(12))
        .andExpect(jsonPath("$.devices", hasSize(2)))
        .andExpect(jsonPath("$.covers[0].inPilot").value(40))
        .andExpect(jsonPath("$.uncovered[0].why").value("Too few."));
  }

  @Test
  void a_plan_that_is_not_ready_answers_422_with_the_findings() throws Exception {
    Finding finding = new Finding("NO_DEVICES", Finding.Severity.BLOCKING, "No device.", 0);
    when(desk.start(anyString(), any()))
        .thenThrow(
            new NotReady(
                new PlanCheck(
                    false,
                    List.of(finding),
                    0,
                    List.of(),
                    0,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    null)));
    api.perform(post("/api/rollouts").contentType(MediaType.APPLICATION_JSON).content("{}"))
        .andExpect(status().isUnprocessableEntity())
        .andExpect(jsonPath("$.findings[0].code").value("NO_DEVICES"))
        .andExpect(jsonPath("$.findings[0].severity").value("BLOCKING"));
  }

  @Test
  void a_plan_must_be_utf_8() throws Exception {
    api.perform(
            post("/api/plans/check")
                .contentType("application/yaml")
                .content(new byte[] {(byte) 0xff, (byte) 0xfe}))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("plan"));
    verifyNoInteractions(desk);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/yaml", "application/json"})
  void a_plan_in_another_charset_is_not_taken_for_utf_8(String type) throws Exception {
    api.perform(
            post("/api/rollouts").header("Content-Type", type + ";charset=ISO-8859-1").content("a"))
        .andExpect(status().isUnsupportedMediaType())
        .andExpect(
            jsonPath("$.detail")
                .value(
                    "%s;charset=ISO-8859-1 is not read here; send the body as %s;charset=UTF-8 (Content-Type)."
                        .formatted(type, type)));
    verifyNoInteractions(desk);
  }
}
