package dev.handover.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.rollout.Refused;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * The start form as a plan. Values are handed on as they were typed, so that it is the plan's own
 * checks that name what is wrong; what no field of the form is called is left out.
 */
@Component
final class StartForm {

  /** The plan as text, from the API; there is no such field on the form. */
  static final String PLAN = "plan";

  private final ObjectMapper json;

  StartForm(ObjectMapper json) {
    this.json = json;
  }

  String plan(Map<String, Object> posted) {
    if (posted.get(PLAN) instanceof String text) {
      return text;
    }
    Map<String, Object> plan = new LinkedHashMap<>();
    put(plan, "title", posted.get("title"));
    put(plan, "workload", posted.get("workload"));
    put(plan, "population", posted.get("population"));
    put(plan, "exclude", list(posted.get("exclude")));
    put(
        plan,
        "pilot",
        map("size", posted.get("pilotSize"), "stratifyBy", list(posted.get("stratifyBy"))));
    put(plan, "waves", list(posted.get("waves")));
    put(
        plan,
        "soak",
        map(
            "pilot",
            posted.get("soakPilot"),
            "wave",
            posted.get("soakWave"),
            "production",
            posted.get("soakProduction")));
    put(
        plan,
        "gate",
        map(
            "metrics",
            metrics(posted.get("metrics")),
            "onFail",
            posted.get("onFail"),
            "onHold",
            posted.get("onHold")));
    put(
        plan,
        "schedule",
        map(
            "start",
            posted.get("start"),
            "window",
            posted.get("window"),
            "deadline",
            posted.get("deadline")));
    put(
        plan,
        "approvals",
        map(
            "start",
            posted.get("approvalsStart"),
            "expansion",
            posted.get("approvalsExpansion"),
            "wave",
            posted.get("approvalsWave")));
    put(plan, "overlapReason", posted.get("overlapReason"));
    put(
        plan,
        "impact",
        map(
            "maxBlockedUsers",
            posted.get("maxBlockedUsers"),
            "breakGlass",
            list(posted.get("breakGlass"))));
    try {
      return json.writeValueAsString(plan);
    } catch (JsonProcessingException e) {
      throw Refused.invalid("The start form holds a value that is no text and no number.");
    }
  }

  /** One metric a line: name, expected share, limit; or name, change, margin. */
  private static List<Object> metrics(Object text) {
    if (!(text instanceof String lines)) {
      return List.of();
    }
    return lines
        .lines()
        .map(String::strip)
        .filter(l -> !l.isEmpty())
        .map(StartForm::metric)
        .toList();
  }

  private static Object metric(String line) {
    String[] words = line.split("[\\s,;:]+");
    if (words.length != 3) {
      throw Refused.invalid(
          "The metric '%s' must be written as: name, expected share, limit; such as noncompliant 0.02 0.08; or as: name, change, margin; such as blue-screens change 0.01"
              .formatted(line));
    }
    if (words[1].equals("change")) {
      return map("name", words[0], "kind", words[1], "margin", number(words[2]));
    }
    return map("name", words[0], "expected", number(words[1]), "limit", number(words[2]));
  }

  /** A number where it is one; anything else is for the plan's checks to refuse. */
  private static Object number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private static List<String> list(Object text) {
    return text instanceof String words
        ? Arrays.stream(words.split(",")).map(String::strip).filter(w -> !w.isEmpty()).toList()
        : List.of();
  }

  private static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      put(map, (String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  /** Left empty is left out. */
  private static void put(Map<String, Object> map, String key, Object value) {
    boolean empty =
        value == null
            || value instanceof String text && text.isBlank()
            || value instanceof Collection<?> list && list.isEmpty()
            || value instanceof Map<?, ?> inner && inner.isEmpty();
    if (!empty) {
      map.put(key, value);
    }
  }
}
