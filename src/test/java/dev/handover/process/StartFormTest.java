package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.health.Signal;
import dev.handover.health.Signals;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.Problem;
import dev.handover.rollout.Refused;
import dev.handover.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartFormTest {

  private final ObjectMapper json = new ObjectMapper();
  private final StartForm form = new StartForm(json);

  @Test
  void the_form_as_it_is_opened_makes_a_whole_plan() throws IOException {
    Map<String, Object> posted = new HashMap<>();
    defaults(json.readTree(Files.readString(Path.of("forms/start-rollout.form"))), posted);
    posted.put("title", "Office, EMEA");
    posted.put("workload", "office-click-to-run-apps");
    posted.put("exclude", "executives, kiosks");
    posted.put("start", "2026-12-01T20:00Z");
    posted.put("overlapReason", "Different teams");
    assertThat(json.readTree(form.plan(posted)))
        .isEqualTo(
            json.readTree(
                """
                {"title": "Office, EMEA", "workload": "office-click-to-run-apps",
                 "population": "managementState==CO_MANAGED", "exclude": ["executives", "kiosks"],
                 "pilot": {"size": 200, "stratifyBy": ["model", "osBuild", "site"]},
                 "waves": ["5%", "20%", "50%", "100%"],
                 "soak": {"pilot": "P3D", "wave": "P1D", "production": "P7D"},
                 "gate": {"metrics": [
                   {"name": "office-update-failed", "expected": 0.02, "limit": 0.08},
                   {"name": "check-in-missing", "expected": 0.01, "limit": 0.05}],
                   "onFail": "rollback", "onHold": "ask"},
                 "schedule": {"start": "2026-12-01T20:00Z"},
                 "approvals": {"start": 0, "expansion": 1, "wave": 0},
                 "overlapReason": "Different teams"}
                """));
  }

  /** No default fits every workload; what is taken for each of them is said on the form. */
  @Test
  void without_a_metric_the_usual_ones_of_the_workload_are_taken_as_the_form_says()
      throws IOException {
    String said = component("usualMetrics").path("text").asText();
    for (JsonNode option : component("workload").path("values")) {
      Workload workload = Workload.of(option.path("value").asText());
      List<String> taken = new ArrayList<>();
      JsonNode plan = json.readTree(form.plan(Map.of("workload", workload.slug(), "metrics", "")));
      for (JsonNode metric : plan.path("gate").path("metrics")) {
        taken.add(
            "%s %s %s"
                .formatted(
                    metric.path("name").asText(),
                    metric.path("expected").decimalValue(),
                    metric.path("limit").decimalValue()));
        assertThat(Signals.of(workload))
            .extracting(Signal::name)
            .contains(metric.path("name").asText());
      }
      assertThat(said)
          .contains(
              "if workload = \"%s\" then \"Usual for this workload: %s\""
                  .formatted(workload.slug(), String.join(", ", taken)));
    }
  }

  @Test
  void a_refusal_calls_the_fields_as_the_form_does() {
    assertThat(
            form.told(
                Map.of(),
                new InvalidPlan(
                    List.of(
                        new Problem("gate.metrics[1].limit", "It must be greater."),
                        new Problem("soak.pilot", "It is no duration."),
                        new Problem("shadow", "There is no such field.")))))
        .isInstanceOf(Refused.class)
        .hasMessage(
            "Metrics, entry 2: It must be greater. Soak of the pilot: It is no duration."
                + " shadow: There is no such field.");
    assertThat(
            form.told(Map.of(), new IllegalStateException("There is no window (schedule.window).")))
        .hasMessage("There is no window (Maintenance window).");
    InvalidPlan ofTheApi = new InvalidPlan("waves", "None.");
    assertThat(form.told(Map.of("plan", "title: A"), ofTheApi)).isSameAs(ofTheApi);
  }

  @Test
  void a_plan_from_the_api_is_handed_on_as_it_is() {
    assertThat(form.plan(Map.of("plan", "title: A", "title", "B"))).isEqualTo("title: A");
  }

  @Test
  void a_cap_and_break_glass_accounts_become_the_impact_of_the_plan() {
    assertThat(form.plan(Map.of("maxBlockedUsers", 5, "breakGlass", "a@b.c, d@e.f")))
        .isEqualTo("{\"impact\":{\"maxBlockedUsers\":5,\"breakGlass\":[\"a@b.c\",\"d@e.f\"]}}");
  }

  @Test
  void what_is_no_field_or_left_empty_is_left_out() {
    assertThat(form.plan(Map.of("title", " ", "window", "", "owner", "me"))).isEqualTo("{}");
  }

  @Test
  void a_threshold_that_is_no_number_is_left_to_the_plan_to_refuse() {
    assertThat(form.plan(Map.of("metrics", "noncompliant two 0.08")))
        .isEqualTo(
            "{\"gate\":{\"metrics\":[{\"name\":\"noncompliant\",\"expected\":\"two\",\"limit\":0.08}]}}");
  }

  @Test
  void a_metric_may_be_compared_with_a_control_group() {
    assertThat(form.plan(Map.of("metrics", "blue-screens change 0.01")))
        .isEqualTo(
            "{\"gate\":{\"metrics\":[{\"name\":\"blue-screens\",\"kind\":\"change\",\"margin\":0.01}]}}");
  }

  @Test
  void a_metric_without_both_thresholds_is_refused() {
    assertThatThrownBy(() -> form.plan(Map.of("metrics", "noncompliant 0.02")))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("'noncompliant 0.02'");
  }

  @Test
  void the_form_sends_people_to_the_page_for_what_a_pilot_can_prove_and_gives_no_numbers_of_others()
      throws IOException {
    assertThat(component("text1").path("text").asText()).contains("[New rollout](/rollouts/new)");
    assertThat(component("pilotSize").path("description").asText()).doesNotContainPattern("\\d");
  }

  private JsonNode component(String name) throws IOException {
    return json
        .readTree(Files.readString(Path.of("forms/start-rollout.form")))
        .findParents("id")
        .stream()
        .filter(c -> c.path("id").asText().equals("Field_" + name))
        .findFirst()
        .orElseThrow();
  }

  private static void defaults(JsonNode node, Map<String, Object> posted) {
    for (JsonNode component : node.path("components")) {
      JsonNode value = component.path("defaultValue");
      if (!value.isMissingNode()) {
        posted.put(
            component.get("key").asText(), value.isInt() ? value.intValue() : value.asText());
      }
      defaults(component, posted);
    }
  }
}
