package dev.handover.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the plan of a programme's rollout was written: in part for all rollouts, in part for this
 * one.
 *
 * @param common what is said for all of them
 * @param own what is said for this one, which counts where both say something
 * @param path of this one: {@code rollouts[2]}
 */
record Origin(JsonNode common, JsonNode own, String path) {

  private static final Pattern STEP = Pattern.compile("\\[(\\d{1,6})]|[^.\\[\\]]+");

  /** The plan as a whole; groups of keys are put together key by key, lists are not. */
  JsonNode plan() {
    return merged(common, own);
  }

  private static JsonNode merged(JsonNode common, JsonNode own) {
    if (!common.isObject() || !own.isObject()) {
      return own;
    }
    ObjectNode whole = common.deepCopy();
    for (Map.Entry<String, JsonNode> field : own.properties()) {
      JsonNode before = whole.path(field.getKey());
      whole.set(field.getKey(), merged(before, field.getValue()));
    }
    return whole;
  }

  /** A problem of the plan at the place where it was written. */
  Problem place(Problem problem) {
    if (problem.path().equals("plan")) {
      return new Problem(path, problem.message());
    }
    return ofCommon(problem.path())
        ? problem
        : new Problem(path + "." + problem.path(), problem.message());
  }

  /** Follows the path as far as anything is written there. */
  private boolean ofCommon(String place) {
    JsonNode mine = own;
    JsonNode shared = common;
    Matcher step = STEP.matcher(place);
    while (step.find()) {
      mine = at(mine, step);
      shared = at(shared, step);
      if (mine.isMissingNode()) {
        return !shared.isMissingNode();
      }
      if (!mine.isObject()) {
        return false;
      }
    }
    return false;
  }

  private static JsonNode at(JsonNode node, Matcher step) {
    return step.group(1) == null
        ? node.path(step.group())
        : node.path(Integer.parseInt(step.group(1)));
  }
}
