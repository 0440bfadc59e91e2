package dev.handover.process;

import static dev.handover.process.Var.COMMENT;
import static dev.handover.process.Var.EVIDENCE_HASH;
import static dev.handover.process.Var.OUTCOME;
import static dev.handover.process.Var.UNTIL;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.variable.value.TypedValue;

/** What a person may post with a task: an answer, and nothing that steers the process. */
final class Answers {

  private static final Set<String> NAMES =
      Set.of(OUTCOME.name(), COMMENT.name(), EVIDENCE_HASH.name(), UNTIL.name());

  private Answers() {}

  /**
   * The posted variables that are part of an answer, as text; the rest is thrown away. An answer of
   * another type is no answer.
   */
  static Map<String, Object> of(Map<String, ?> posted) {
    Map<String, Object> answer = new HashMap<>();
    if (posted != null) {
      posted.forEach(
          (name, value) -> {
            Object plain = value instanceof TypedValue typed ? typed.getValue() : value;
            if (NAMES.contains(name) && plain instanceof String text && text.length() <= LIMIT) {
              answer.put(name, text);
            }
          });
    }
    return answer;
  }

  /** What the engine keeps of a text variable; the domain allows less. */
  private static final int LIMIT = 4000;
}
