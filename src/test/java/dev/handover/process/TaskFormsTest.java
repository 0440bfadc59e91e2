package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.programme.ProgrammeDecisions;
import dev.handover.remote.RemoteApprovals;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.TaskKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngineFactory;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The forms of tasks, as a person reads them. */
class TaskFormsTest {

  private final ObjectMapper json = new ObjectMapper();

  @ParameterizedTest
  @EnumSource(TaskKind.class)
  void a_form_offers_the_answers_of_its_task_and_no_other(TaskKind kind) throws IOException {
    assertThat(options(kind, "").keySet()).isSubsetOf(slugs(kind));
    assertThat(options(kind, "Wave 1 has failed.").keySet()).isSubsetOf(slugs(kind));
  }

  /** One of the two would be refused. */
  @ParameterizedTest
  @EnumSource(TaskKind.class)
  void a_risk_is_accepted_where_there_is_one_and_nowhere_else(TaskKind kind) throws IOException {
    boolean asksApproval = kind.outcomes().contains(Outcome.DEFER);
    List<String> all = slugs(kind);
    List<String> without = all.stream().filter(slug -> !slug.equals("accept-risk")).toList();
    List<String> with = all.stream().filter(slug -> !slug.equals("approve")).toList();
    assertThat(options(kind, null).keySet())
        .containsExactlyElementsOf(asksApproval ? without : all);
    assertThat(options(kind, "").keySet()).containsExactlyElementsOf(asksApproval ? without : all);
    assertThat(options(kind, "Wave 1.").keySet())
        .containsExactlyElementsOf(asksApproval ? with : all);
  }

  private static List<String> slugs(TaskKind kind) {
    return kind.outcomes().stream().map(Outcome::slug).toList();
  }

  @ParameterizedTest
  @EnumSource(TaskKind.class)
  void each_answer_says_in_plain_words_what_follows_from_it(TaskKind kind) throws IOException {
    Map<String, String> labels = options(kind, "");
    labels.putAll(options(kind, "Wave 1."));
    assertThat(labels.values())
        .allMatch(label -> label.matches("[A-Z][a-z ]+: [^{}]{20,}"))
        .noneMatch(label -> label.contains("accept-risk"));
  }

  /** Tasklist shows the title above the form; evidence may be long. */
  @ParameterizedTest
  @EnumSource(TaskKind.class)
  void the_decision_stands_before_the_evidence_and_the_title_is_not_repeated(TaskKind kind)
      throws IOException {
    List<String> texts = new ArrayList<>();
    for (JsonNode component : components(kind)) {
      String type = component.path("type").asText();
      if (type.equals("radio")) {
        break;
      }
      assertThat(type).isEqualTo("text");
      texts.add(component.path("text").asText());
    }
    assertThat(texts)
        .startsWith("{{summary}} [The rollout's page]({{page}})")
        .hasSizeLessThanOrEqualTo(2);
    assertThat(texts).noneMatch(text -> text.contains("{{title}}"));
  }

  @ParameterizedTest
  @EnumSource(TaskKind.class)
  void what_a_person_approves_or_decides_on_a_wave_is_told_in_full_below(TaskKind kind)
      throws IOException {
    List<String> tables =
        components(kind).stream()
            .filter(c -> c.path("type").asText().equals("table"))
            .map(c -> c.path("dataSource").asText())
            .toList();
    boolean told = kind.decidesOnWave() || kind.name().startsWith("APPROVE");
    assertThat(tables.contains("=facts")).isEqualTo(told);
  }

  @Test
  void the_form_about_a_programme_is_one_of_them() throws IOException {
    List<JsonNode> components = components("decide-programme");
    assertThat(components.get(0).path("text").asText())
        .isEqualTo("{{summary}} [The programme's page]({{page}})");
    assertThat(components.get(1).path("values"))
        .extracting(v -> v.path("value").asText())
        .containsExactlyElementsOf(
            ProgrammeDecisions.OUTCOMES.stream().map(Outcome::slug).toList());
    assertThat(components.get(1).path("values"))
        .extracting(v -> v.path("label").asText())
        .allMatch(label -> label.matches("[A-Z][a-z ]+: [^{}]{20,}"));
    assertThat(components).extracting(c -> c.path("dataSource").asText()).contains("=facts");
  }

  @Test
  void the_form_about_a_remote_action_is_one_of_them() throws IOException {
    List<JsonNode> components = components("approve-remote-action");
    assertThat(components.get(0).path("text").asText())
        .isEqualTo("{{summary}} [The device's page]({{page}})");
    assertThat(components.get(1).path("values"))
        .extracting(v -> v.path("value").asText())
        .containsExactlyElementsOf(RemoteApprovals.OUTCOMES.stream().map(Outcome::slug).toList());
    assertThat(components.get(1).path("values"))
        .extracting(v -> v.path("label").asText())
        .allMatch(label -> label.matches("[A-Z][a-z ]+: [^{}]{20,}"));
    assertThat(components).extracting(c -> c.path("dataSource").asText()).contains("=facts");
  }

  /** What may be answered, by its value. */
  private Map<String, String> options(TaskKind kind, String atRisk) throws IOException {
    JsonNode decision =
        components(kind).stream()
            .filter(c -> c.path("type").asText().equals("radio"))
            .findFirst()
            .orElseThrow();
    String expression = decision.path("valuesExpression").asText();
    JsonNode values =
        expression.isEmpty()
            ? decision.path("values")
            : json.valueToTree(feel(expression.substring(1), atRisk));
    Map<String, String> options = new LinkedHashMap<>();
    values.forEach(v -> options.put(v.path("value").asText(), v.path("label").asText()));
    return options;
  }

  private static Object feel(String expression, String atRisk) {
    return new ScalaFeelEngineFactory()
        .createInstance()
        .evaluateSimpleExpression(
            expression, Variables.putValue("atRisk", atRisk).asVariableContext());
  }

  private List<JsonNode> components(TaskKind kind) throws IOException {
    return components(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  private List<JsonNode> components(String name) throws IOException {
    JsonNode form = json.readTree(Files.readString(Path.of("forms", name + ".form")));
    return StreamSupport.stream(form.path("components").spliterator(), false).toList();
  }
}
