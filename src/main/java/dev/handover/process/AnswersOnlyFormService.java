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
  private final Supplier<TaskTurn> turn;

  AnswersOnlyFormService(Supplier<CurrentBrief> current, Supplier<TaskTurn> turn) {
    this.current = current;
    this.turn = turn;
  }

  /**
   * A form completes its task as any other answer does. The engine's own way would write the answer
   * over what the task shows, the hash of the evidence among it.
   */
  @Override
  public void submitTaskForm(String taskId, Map<String, Object> properties) {
    commandExecutor.execute(new AnswerTask(taskId, properties, turn));
  }

  @Override
  public void submitTaskFormData(String taskId, Map<String, String> properties) {
    commandExecutor.execute(new AnswerTask(taskId, properties, turn));
  }

  @Override
  public VariableMap submitTaskFormWithVariablesInReturn(
      String taskId, Map<String, Object> properties, boolean deserialize) {
    return commandExecutor.execute(new AnswerTask(taskId, properties, true, deserialize, turn));
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
