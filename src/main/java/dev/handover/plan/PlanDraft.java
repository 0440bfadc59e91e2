package dev.handover.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A plan while somebody writes it: readable, and perhaps still wrong. It is changed place by place;
 * what nobody changes stays as it was written, known to the reader or not.
 */
public final class PlanDraft {

  /** Where a new key goes: before those that come later here. */
  private static final List<String> ORDER =
      List.of(
          "title",
          "onFailure",
          "workload",
          "after",
          "population",
          "exclude",
          "pilot",
          "size",
          "stratifyBy",
          "coverAbove",
          "waves",
          "soak",
          "gate",
          "metrics",
          "name",
          "kind",
          "margin",
          "confidence",
          "expected",
          "limit",
          "alpha",
          "beta",
          "advisory",
          "minCoverage",
          "schedule",
          "start",
          "expansion",
          "wave",
          "production",
          "window",
          "deadline",
          "maxAge",
          "silent",
          "onFail",
          "onHold",
          "expand",
          "recurrence",
          "at",
          "zone",
          "approvals",
          "remindAfter",
          "escalateAfter",
          "within",
          "overlapReason",
          "impact",
          "maxBlockedUsers",
          "maxBlockedShare",
          "breakGlass",
          "shadow",
          "rollouts");

  private static final Pattern ENTRY = Pattern.compile("(.+)\\[(\\d{1,4})]");
  private static final Pattern STEP = Pattern.compile("([a-zA-Z]+)|\\[(\\d{1,4})]");

  private final ObjectNode tree;

  private PlanDraft(ObjectNode tree) {
    this.tree = tree;
  }

  /** A plan of which nothing is written yet. */
  public static PlanDraft empty() {
    return new PlanDraft(JsonNodeFactory.instance.objectNode());
  }

  /**
   * @param text YAML or JSON as for {@link Plans#parse}
   * @throws InvalidPlan if it cannot be read, or is no group of keys
   */
  public static PlanDraft read(String text) {
    if (PlanText.tree(text) instanceof ObjectNode tree) {
      return new PlanDraft(tree);
    }
    throw new InvalidPlan(
        "plan", "A plan is a group of keys, such as workload: client-apps on a line of its own.");
  }

  /** What stands at a place such as {@code gate.metrics[0].limit}; a missing node for nothing. */
  public JsonNode at(String place) {
    JsonNode node = tree;
    Matcher steps = STEP.matcher(place);
    while (steps.find()) {
      node =
          steps.group(1) != null
              ? node.path(steps.group(1))
              : node.path(Integer.parseInt(steps.group(2)));
    }
    return node;
  }

  /** The text at a place; empty for none. */
  public String text(String place) {
    return at(place).asText("");
  }

  /**
   * Writes a value to a place.
   *
   * @param value a missing node takes away what is there, and the group that it was the last of
   */
  public void put(String place, JsonNode value) {
    int dot = place.lastIndexOf('.');
    String key = place.substring(dot + 1);
    if (dot < 0) {
      put(tree, key, value);
      return;
    }
    String above = place.substring(0, dot);
    if (at(above) instanceof ObjectNode group) {
      put(group, key, value);
      if (group.isEmpty() && !above.endsWith("]")) {
        put(above, MissingNode.getInstance());
      }
    } else if (!value.isMissingNode()) {
      put(above, JsonNodeFactory.instance.objectNode().set(key, value));
    }
  }

  /** Writes a text to a place. */
  public void put(String place, String value) {
    put(place, JsonNodeFactory.instance.textNode(value));
  }

  /** Adds an entry to the list at a place. */
  public void add(String place, JsonNode entry) {
    if (at(place) instanceof ArrayNode list) {
      list.add(entry);
    } else {
      put(place, JsonNodeFactory.instance.arrayNode().add(entry));
    }
  }

  /** Takes an entry such as {@code gate.metrics[1]} out of its list, if it is there. */
  public void remove(String entry) {
    Matcher place = ENTRY.matcher(entry);
    if (place.matches() && at(place.group(1)) instanceof ArrayNode list) {
      list.remove(Integer.parseInt(place.group(2)));
    }
  }

  private static void put(ObjectNode group, String key, JsonNode value) {
    if (value.isMissingNode()) {
      group.remove(key);
      return;
    }
    if (group.has(key)) {
      group.set(key, value);
      return;
    }
    Map<String, JsonNode> all = new LinkedHashMap<>();
    group
        .properties()
        .forEach(
            field -> {
              if (ORDER.indexOf(field.getKey()) > ORDER.indexOf(key)) {
                all.putIfAbsent(key, value);
              }
              all.put(field.getKey(), field.getValue());
            });
    all.putIfAbsent(key, value);
    group.removeAll();
    group.setAll(all);
  }

  /** Whether a text that {@link #read} takes has comments, which {@link #yaml} does not keep. */
  public static boolean commented(String text) {
    return PlanText.commented(text);
  }

  /** As YAML that {@link #read} takes. */
  public String yaml() {
    return PlanText.yaml(tree);
  }
}
