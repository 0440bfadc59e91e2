package dev.handover.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.Rates;
import dev.handover.rollout.Refused;
import dev.handover.rollout.UsualMetrics;
import dev.handover.workload.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * The start form as a plan. Values are handed on as they were typed, so that it is the plan's own
 * checks that find what is wrong; what no field of the form is called is left out.
 */
@Component
final class StartForm {

  /** The plan as text, from the API; there is no such field on the form. */
  static final String PLAN = "plan";

  private static final String METRICS = "gate.metrics";

  /**
   * A field of the form.
   *
   * @param place where its value stands in the plan
   * @param as what becomes of the value that was typed
   */
  private record Field(String place, String key, UnaryOperator<Object> as) {

    Field(String place, String key) {
      this(place, key, value -> value);
    }
  }

  private static final List<Field> FIELDS =
      List.of(
          new Field("title", "title"),
          new Field("workload", "workload"),
          new Field("population", "population"),
          new Field("exclude", "exclude", StartForm::list),
          new Field("pilot.size", "pilotSize"),
          new Field("pilot.stratifyBy", "stratifyBy", StartForm::list),
          new Field("waves", "waves", StartForm::list),
          new Field("soak.pilot", "soakPilot"),
          new Field("soak.wave", "soakWave"),
          new Field("soak.production", "soakProduction"),
          new Field(METRICS, "metrics", StartForm::metrics),
          new Field("gate.deadline", "gateDeadline"),
          new Field("gate.onFail", "onFail"),
          new Field("gate.onHold", "onHold"),
          new Field("schedule.start", "start"),
          new Field("schedule.window", "window"),
          new Field("schedule.deadline", "deadline"),
          new Field("approvals.start", "approvalsStart"),
          new Field("approvals.expansion", "approvalsExpansion"),
          new Field("approvals.wave", "approvalsWave"),
          new Field("overlapReason", "overlapReason"),
          new Field("impact.maxBlockedUsers", "maxBlockedUsers"),
          new Field("impact.breakGlass", "breakGlass", StartForm::list));

  /** A place of a plan in a sentence: {@code (gate.deadline)}. */
  private static final Pattern IN_A_SENTENCE = Pattern.compile("\\(([a-zA-Z.]+)\\)");

  /** A place of a plan: {@code gate.metrics[0].limit}. */
  private static final Pattern PLACE =
      Pattern.compile("(?<field>[a-zA-Z.]+?)(?:\\[(?<entry>\\d+)].*)?");

  private final ObjectMapper json;
  private final Map<String, String> labels = new HashMap<>();

  StartForm(ObjectMapper json) {
    this.json = json;
    try (InputStream form = StartForm.class.getResourceAsStream("/forms/start-rollout.form")) {
      readLabels(json.readTree(form));
    } catch (IOException e) {
      throw new UncheckedIOException("the start form cannot be read", e);
    }
  }

  String plan(Map<String, Object> posted) {
    if (posted.get(PLAN) instanceof String text) {
      return text;
    }
    Map<String, Object> plan = new LinkedHashMap<>();
    FIELDS.forEach(field -> put(plan, field.place(), field.as().apply(posted.get(field.key()))));
    if (empty(posted.get("metrics"))) {
      put(plan, METRICS, usual(posted.get("workload")));
    }
    try {
      return json.writeValueAsString(plan);
    } catch (JsonProcessingException e) {
      throw Refused.invalid("The start form holds a value that is no text and no number.");
    }
  }

  /** Why a plan was refused, with the fields called as the form calls them. */
  RuntimeException told(Map<String, Object> posted, RuntimeException refusal) {
    if (posted.get(PLAN) instanceof String) {
      return refusal;
    }
    String sentences =
        refusal instanceof InvalidPlan invalid
            ? invalid.problems().stream()
                .map(p -> label(p.path()) + ": " + p.message())
                .collect(Collectors.joining(" "))
            : refusal.getMessage();
    return Refused.invalid(
        IN_A_SENTENCE
            .matcher(sentences)
            .replaceAll(m -> Matcher.quoteReplacement("(" + label(m.group(1)) + ")")));
  }

  /** What the form calls a place of the plan; the place itself where it has no field. */
  private String label(String place) {
    Matcher parts = PLACE.matcher(place);
    if (!parts.matches()) {
      return place;
    }
    return FIELDS.stream()
        .filter(f -> f.place().equals(parts.group("field")))
        .findFirst()
        .map(
            field -> {
              String entry = parts.group("entry");
              return labels.get(field.key())
                  + (entry == null ? "" : ", entry %d".formatted(Integer.parseInt(entry) + 1));
            })
        .orElse(place);
  }

  private void readLabels(JsonNode component) {
    String label = component.path("label").asText(component.path("dateLabel").asText());
    labels.put(component.path("key").asText(), label);
    component.path("components").forEach(this::readLabels);
  }

  /** Empty for what is no workload: the plan's checks say so. */
  private static List<Object> usual(Object workload) {
    List<Object> metrics = new ArrayList<>();
    for (Workload known : Workload.values()) {
      if (known.slug().equals(workload)) {
        UsualMetrics.of(known).forEach((name, rates) -> metrics.add(metric(name, rates)));
      }
    }
    return metrics;
  }

  private static Map<String, Object> metric(String name, Rates rates) {
    return Map.of("name", name, "expected", rates.expected(), "limit", rates.limit());
  }

  /** One metric a line: name, expected share, limit; or name, change, margin. */
  private static Object metrics(Object text) {
    return text instanceof String lines
        ? lines.lines().map(String::strip).filter(l -> !l.isEmpty()).map(StartForm::metric).toList()
        : null;
  }

  private static Map<String, Object> metric(String line) {
    String[] words = line.split("[\\s,;:]+");
    if (words.length != 3) {
      throw Refused.invalid(
          "The metric '%s' must be written as: name, expected share, limit; such as noncompliant 0.02 0.08; or as: name, change, margin; such as blue-screens change 0.01"
              .formatted(line));
    }
    Map<String, Object> metric = new LinkedHashMap<>();
    metric.put("name", words[0]);
    if (words[1].equals("change")) {
      metric.put("kind", words[1]);
      metric.put("margin", number(words[2]));
    } else {
      metric.put("expected", number(words[1]));
      metric.put("limit", number(words[2]));
    }
    return metric;
  }

  /** A number where it is one; anything else is for the plan's checks to refuse. */
  private static Object number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private static Object list(Object text) {
    return text instanceof String words
        ? Arrays.stream(words.split(",")).map(String::strip).filter(w -> !w.isEmpty()).toList()
        : null;
  }

  /** Left empty is left out. */
  private static void put(Map<String, Object> plan, String place, Object value) {
    if (empty(value)) {
      return;
    }
    int dot = place.indexOf('.');
    if (dot < 0) {
      plan.put(place, value);
      return;
    }
    @SuppressWarnings("unchecked")
    Map<String, Object> section =
        (Map<String, Object>)
            plan.computeIfAbsent(place.substring(0, dot), p -> new LinkedHashMap<>());
    section.put(place.substring(dot + 1), value);
  }

  private static boolean empty(Object value) {
    return value == null
        || value instanceof String text && text.isBlank()
        || value instanceof Collection<?> list && list.isEmpty();
  }
}
