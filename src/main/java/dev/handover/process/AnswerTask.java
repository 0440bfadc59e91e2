package dev.handover.process;

import java.util.Map;
import java.util.function.Supplier;
import org.camunda.bpm.engine.impl.cmd.CompleteTaskCmd;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.variable.VariableMap;

/** Completes a task with a person's answer, when it is its turn. */
final class AnswerTask extends CompleteTaskCmd {

  private static final long serialVersionUID = 1L;

  private final transient Supplier<TaskTurn> turn;

  AnswerTask(String taskId, Map<String, ?> posted, Supplier<TaskTurn> turn) {
    this(taskId, posted, false, false, turn);
  }

  AnswerTask(
      String taskId,
      Map<String, ?> posted,
      boolean returnVariables,
      boolean deserialize,
      Supplier<TaskTurn> turn) {
    super(taskId, Answers.of(posted), returnVariables, deserialize);
    this.turn = turn;
  }

  @Override
  public VariableMap execute(CommandContext command) {
    turn.get().take(taskId);
    return super.execute(command);
  }
}
