package dev.handover.process;

import static dev.handover.process.Var.COMMENT;
import static dev.handover.process.Var.EVIDENCE_HASH;
import static dev.handover.process.Var.OUTCOME;
import static dev.handover.process.Var.UNTIL;

import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
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

  /** An answer as it is posted with a task. */
  static Map<String, Object> of(Decision decision) {
    Map<String, Object> answer = new HashMap<>();
    answer.put(OUTCOME.name(), decision.outcome().slug());
    answer.put(COMMENT.name(), decision.comment());
    answer.put(EVIDENCE_HASH.name(), decision.evidenceHash());
    answer.put(UNTIL.name(), decision.until() == null ? null : decision.until().toString());
    return answer;
  }

  /** Takes the answer of a task that is completed from its process, where it is not to stay. */
  static Decision take(DelegateTask task) {
    // Of the execution, not of the task: the task's own hash is the one its form was opened with.
    DelegateExecution execution = task.getExecution();
    Decision decision =
        new Decision(
            Outcome.of((String) execution.getVariable(OUTCOME.name())),
            (String) execution.getVariable(COMMENT.name()),
            (String) execution.getVariable(EVIDENCE_HASH.name()),
            Decision.until((String) execution.getVariable(UNTIL.name())));
    execution.removeVariables(NAMES);
    return decision;
  }

  /** What the engine keeps of a text variable; the domain allows less. */
  private static final int LIMIT = 4000;
}
