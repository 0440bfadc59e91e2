package dev.handover.process;

import static dev.handover.process.Var.EVIDENCE_HASH;
import static dev.handover.process.Var.STAGE;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.enablement.EnablementBrief;
import dev.handover.programme.ProgrammeBrief;
import dev.handover.remote.RemoteBrief;
import dev.handover.rollout.TaskBrief;
import dev.handover.rollout.TaskBrief.Fact;
import dev.handover.rollout.TaskKind;
import java.util.List;
import java.util.Locale;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.spin.plugin.variable.SpinValues;
import org.camunda.spin.plugin.variable.value.JsonValue;
import org.springframework.stereotype.Component;

/** A brief as the variables that a form shows. */
@Component
final class TaskSheet {

  /** What a column of the engine's string variables takes. */
  static final int LONGEST = 4000;

  private final ObjectMapper json;

  TaskSheet(ObjectMapper json) {
    this.json = json;
  }

  /** The task of the process of approvals, whose kind is that of its stage. */
  static final String APPROVE = "userTask_approve";

  static TaskKind kind(DelegateTask task) {
    String key = task.getTaskDefinitionKey();
    return kind(key, key.equals(APPROVE) ? STAGE.get(task.getExecution()) : null);
  }

  /**
   * The kind of work behind a user task: {@code userTask_moveSlider} is {@code MOVE_SLIDER}.
   *
   * @param stage of an approval; null where the task itself says it all
   */
  static TaskKind kind(String taskDefinitionKey, String stage) {
    String name = taskDefinitionKey.substring(taskDefinitionKey.indexOf('_') + 1);
    if (taskDefinitionKey.equals(APPROVE)) {
      name += "_" + stage;
    }
    return TaskKind.valueOf(name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT));
  }

  private JsonValue table(List<?> rows) {
    try {
      return SpinValues.jsonValue(json.writeValueAsString(rows)).create();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings could not be written as JSON", e);
    }
  }

  /** As much as the engine keeps of a string; the rollout's page has the whole. */
  private static String text(String words) {
    return words == null || words.length() <= LONGEST
        ? words
        : words.substring(0, LONGEST - 1) + "…";
  }

  /** JSON for the tables, since a form can show no other kind of list. */
  VariableMap variables(TaskBrief brief) {
    return variables(brief.title(), brief.summary(), brief.page(), brief.facts())
        .putValue("reasons", text(brief.reasons()))
        .putValue("atRisk", text(brief.risk()))
        .putValue(EVIDENCE_HASH.name(), brief.evidenceHash())
        .putValueTyped("evidence", table(brief.evidence()));
  }

  VariableMap variables(ProgrammeBrief brief) {
    return variables(brief.title(), brief.summary(), brief.page(), brief.facts())
        .putValue(EVIDENCE_HASH.name(), brief.evidenceHash());
  }

  VariableMap variables(RemoteBrief brief) {
    return variables(brief.title(), brief.summary(), brief.page(), brief.facts())
        .putValue(EVIDENCE_HASH.name(), brief.evidenceHash());
  }

  VariableMap variables(EnablementBrief brief) {
    return variables(brief.title(), brief.summary(), brief.page(), brief.facts())
        .putValue(EVIDENCE_HASH.name(), brief.evidenceHash());
  }

  private VariableMap variables(String title, String summary, String page, List<Fact> facts) {
    return Variables.createVariables()
        .putValue("title", title)
        .putValue("summary", text(summary))
        .putValue("page", page)
        .putValueTyped("facts", table(facts));
  }
}
