package dev.handover.process;

import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.impl.TaskServiceImpl;
import org.camunda.bpm.engine.variable.VariableMap;

/**
 * The engine's task service, for everybody who reaches it over REST or the webapps: a task takes an
 * answer and no other variable, and it ends by being completed. Otherwise whoever may complete a
 * task could also rewrite what the process goes by, or leave it on a path that records nothing.
 */
final class AnswersOnlyTaskService extends TaskServiceImpl {

  private final Supplier<TaskTurn> turn;

  AnswersOnlyTaskService(Supplier<TaskTurn> turn) {
    this.turn = turn;
  }

  @Override
  public void complete(String taskId) {
    complete(taskId, Map.of());
  }

  @Override
  public void complete(String taskId, Map<String, Object> variables) {
    commandExecutor.execute(new AnswerTask(taskId, variables, turn));
  }

  @Override
  public VariableMap completeWithVariablesInReturn(
      String taskId, Map<String, Object> variables, boolean deserialize) {
    return commandExecutor.execute(new AnswerTask(taskId, variables, true, deserialize, turn));
  }

  @Override
  public void resolveTask(String taskId, Map<String, Object> variables) {
    super.resolveTask(taskId, Answers.of(variables));
  }

  @Override
  public void setVariable(String taskId, String name, Object value) {
    throw refused();
  }

  @Override
  public void setVariableLocal(String taskId, String name, Object value) {
    throw refused();
  }

  @Override
  protected void setVariables(String taskId, Map<String, ?> variables, boolean local) {
    throw refused();
  }

  @Override
  protected void updateVariables(
      String taskId, Map<String, ?> changes, Collection<String> deletions, boolean local) {
    throw refused();
  }

  @Override
  public void removeVariable(String taskId, String name) {
    throw refused();
  }

  @Override
  public void removeVariableLocal(String taskId, String name) {
    throw refused();
  }

  @Override
  public void removeVariables(String taskId, Collection<String> names) {
    throw refused();
  }

  @Override
  public void removeVariablesLocal(String taskId, Collection<String> names) {
    throw refused();
  }

  @Override
  public void handleBpmnError(
      String taskId, String code, String message, Map<String, Object> variables) {
    throw refused();
  }

  @Override
  public void handleBpmnError(String taskId, String code) {
    throw refused();
  }

  @Override
  public void handleBpmnError(String taskId, String code, String message) {
    throw refused();
  }

  @Override
  public void handleEscalation(String taskId, String code) {
    throw refused();
  }

  @Override
  public void handleEscalation(String taskId, String code, Map<String, Object> variables) {
    throw refused();
  }

  private static AuthorizationException refused() {
    return new AuthorizationException(
        "A task of a rollout takes an answer (outcome, comment, evidenceHash, until) and nothing else.");
  }
}
