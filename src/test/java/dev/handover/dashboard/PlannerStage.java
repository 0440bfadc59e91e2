package dev.handover.dashboard;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.health.Signals;
import dev.handover.plan.Plan;
import dev.handover.plan.PlanDraft;
import dev.handover.plan.PlanForm;
import dev.handover.plan.Plans;
import dev.handover.rollout.ApprovalStage;
import dev.handover.rollout.Finding;
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
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** What the form of a plan sends and hears. */
abstract class PlannerStage extends PageStage {

  static final String PLAN =
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

  /** The fields at which something is said. */
  static List<String> said(String answer) {
    List<String> said = new ArrayList<>();
    Matcher at = Pattern.compile("id=\"at-([^\"]+)\"[^>]*>([^<]*)<").matcher(answer);
    while (at.find()) {
      if (!at.group(2).isBlank()) {
        said.add(at.group(1));
      }
    }
    return said;
  }

  final MockHttpServletResponse send(String path, String shown, String text, String... typed)
      throws Exception {
    MockHttpServletRequestBuilder request =
        post(path).param("shown", shown).param("plan", text.replace("\n", "\r\n"));
    Map<String, String> fields = posted(shown);
    for (int i = 0; i < typed.length; i += 2) {
      fields.put(typed[i], typed[i + 1]);
    }
    fields.forEach(request::param);
    return pages.perform(request).andExpect(status().isOk()).andReturn().getResponse();
  }

  /** All that the form sends. */
  Map<String, String> posted(String shown) {
    return fields(shown);
  }

  /** All that the form of a plan sends. */
  static Map<String, String> fields(String shown) {
    Map<String, String> fields = new HashMap<>();
    if (!shown.equals(HOSTILE)) {
      PlanForm form = new PlanForm(PlanDraft.read(shown));
      form.fields().forEach(field -> fields.put(field, form.value(field)));
    }
    return fields;
  }

  static PlanPreview preview(boolean ready, Finding... findings) {
    return preview(ready, 0, findings);
  }

  /**
   * @param asked how many have to approve the start
   */
  static PlanPreview preview(boolean ready, int asked, Finding... findings) {
    return preview(new Plans(Signals.names()).parse(PLAN), ready, asked, findings);
  }

  static PlanPreview preview(Plan plan, boolean ready, int asked, Finding... findings) {
    Instant at = TestClock.START;
    return new PlanPreview(
        plan,
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
            new Stage(ApprovalStage.START, asked, "change-managers"),
            new Stage(ApprovalStage.EXPANSION, 2, "change-managers"),
            new Stage(ApprovalStage.WAVE, 0, "change-managers")),
        SliderMode.PERSON,
        true);
  }
}
