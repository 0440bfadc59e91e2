package dev.handover.process;

import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import org.camunda.bpm.engine.impl.FormServiceImpl;
import org.camunda.bpm.engine.variable.VariableMap;

/**
 * The engine's form service: as {@link AnswersOnlyTaskService}, and a form that is opened shows the
 * evidence of now, not of when the task came up, so that its hash can still be decided on.
 */
final class AnswersOnlyFormService extends FormServiceImpl {

  private final Supplier<CurrentBrief> current;

  AnswersOnlyFormService(Supplier<CurrentBrief> current) {
    this.current = current;
  }

  @Override
  public void submitTaskForm(String taskId, Map<String, Object> properties) {
    super.submitTaskForm(taskId, Answers.of(properties));
  }

  @Override
  public void submitTaskFormData(String taskId, Map<String, String> properties) {
    super.submitTaskForm(taskId, Answers.of(properties));
  }

  @Override
  public VariableMap submitTaskFormWithVariablesInReturn(
      String taskId, Map<String, Object> properties, boolean deserialize) {
    return super.submitTaskFormWithVariablesInReturn(taskId, Answers.of(properties), deserialize);
  }

  @Override
  public VariableMap getTaskFormVariables(
      String taskId, Collection<String> names, boolean deserialize) {
    VariableMap shown = super.getTaskFormVariables(taskId, names, deserialize);
    VariableMap fresh = current.get().variables(taskId);
    for (String name : fresh.keySet()) {
      if (names == null || names.contains(name)) {
        shown.putValueTyped(name, fresh.getValueTyped(name));
      }
    }
    return shown;
  }
}
