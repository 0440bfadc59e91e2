package dev.handover.process;

import static dev.handover.process.CamundaRolloutWorkflow.plainly;

import dev.handover.rollout.Decision;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.task.TaskQuery;

/**
 * What the open tasks of one process ask people, and their answers.
 *
 * @param <Q> the question, as the room that asks it knows it
 */
final class Questions<Q> {

  /** As in the models: who decides, and who may do so in their place. */
  static final List<String> CANDIDATES =
      List.of(Role.CHANGE_MANAGER.group(), Role.ADMINISTRATOR.group());

  private final RuntimeService runtime;
  private final TaskService tasks;
  private final Caller caller;
  private final String process;
  private final BiFunction<Task, String, Q> told;

  /**
   * @param process its key
   * @param told makes a question of a task and the business key of its process
   */
  Questions(
      RuntimeService runtime,
      TaskService tasks,
      Caller caller,
      String process,
      BiFunction<Task, String, Q> told) {
    this.runtime = runtime;
    this.tasks = tasks;
    this.caller = caller;
    this.process = process;
    this.told = told;
  }

  List<Q> visible(Actor actor) {
    return caller.asHandover(() -> told(TaskList.visible(ours(), actor).list()));
  }

  /** Empty where the task is not open, or is none of this process's. */
  Optional<Q> find(String taskId) {
    return taskId == null
        ? Optional.empty()
        : caller.asHandover(() -> told(ours().taskId(taskId).list()).stream().findFirst());
  }

  void answer(String taskId, Decision decision, Actor actor) {
    caller.as(
        actor,
        () ->
            plainly(
                () -> {
                  tasks.complete(taskId, Answers.of(decision));
                  return null;
                }));
  }

  private TaskQuery ours() {
    return tasks.createTaskQuery().processDefinitionKey(process);
  }

  private List<Q> told(List<Task> found) {
    Map<String, String> keys = OpenTasks.businessKeys(runtime, found);
    return found.stream()
        .filter(task -> keys.containsKey(task.getProcessInstanceId()))
        .map(task -> told.apply(task, keys.get(task.getProcessInstanceId())))
        .toList();
  }
}
