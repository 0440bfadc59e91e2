package dev.handover.process;

import static dev.handover.process.Var.ASKED;
import static dev.handover.process.Var.STAGE;
import static dev.handover.process.Var.WAVE;

import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.TaskKind;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.runtime.VariableInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.task.TaskQuery;
import org.springframework.stereotype.Component;

/** Open tasks, with what the engine knows of them, in three queries however many there are. */
@Component
final class TaskList {

  private final RuntimeService runtime;
  private final TaskService tasks;
  private final EngineTime time;

  TaskList(RuntimeService runtime, TaskService tasks, EngineTime time) {
    this.runtime = runtime;
    this.tasks = tasks;
    this.time = time;
  }

  /** What this person could do, or has claimed; oldest first. */
  List<OpenTask> of(Actor actor) {
    return described(visible(ours(), actor).list());
  }

  /** Those of a query that this person could do, or has claimed; oldest first. */
  static TaskQuery visible(TaskQuery tasks, Actor actor) {
    // An administrator may do a change manager's work and the reverse, whichever of them is asked.
    List<String> groups =
        actor.is(Role.CHANGE_MANAGER, Role.ADMINISTRATOR)
            ? List.of(Role.CHANGE_MANAGER.group(), Role.ADMINISTRATOR.group())
            : actor.roles().stream().map(Role::group).toList();
    TaskQuery query = tasks.or().taskAssignee(actor.id());
    if (!groups.isEmpty()) {
      query = query.taskCandidateGroupIn(groups).includeAssignedTasks();
    }
    return query.endOr().orderByTaskCreateTime().asc();
  }

  /** Of one rollout, whoever may see them; oldest first. */
  List<OpenTask> of(String rolloutId) {
    return described(
        ours().processInstanceBusinessKey(rolloutId).orderByTaskCreateTime().asc().list());
  }

  /**
   * @throws Refused if there is no such task
   */
  OpenTask find(String taskId) {
    Task task = taskId == null ? null : ours().taskId(taskId).singleResult();
    if (task == null) {
      throw unknown(taskId);
    }
    return described(List.of(task)).stream().findFirst().orElseThrow(() -> unknown(taskId));
  }

  private static Refused unknown(String taskId) {
    return Refused.unknown("There is no open task '%s'.".formatted(taskId));
  }

  private TaskQuery ours() {
    return tasks
        .createTaskQuery()
        .processDefinitionKeyIn(
            "workloadRollout", "approval", "rolloutWave", "waveRegression", "rollback");
  }

  private List<OpenTask> described(List<Task> found) {
    Map<String, String> rollouts = OpenTasks.businessKeys(runtime, found);
    if (rollouts.isEmpty()) {
      return List.of();
    }
    Map<String, Map<String, Object>> variables =
        runtime
            .createVariableInstanceQuery()
            .processInstanceIdIn(rollouts.keySet().toArray(String[]::new))
            .variableNameIn(WAVE.name(), STAGE.name(), ASKED.name())
            .list()
            .stream()
            .collect(
                Collectors.groupingBy(
                    VariableInstance::getProcessInstanceId,
                    Collectors.toMap(VariableInstance::getName, VariableInstance::getValue)));
    return found.stream()
        // the others have been done between the queries
        .filter(task -> rollouts.containsKey(task.getProcessInstanceId()))
        .filter(task -> variables.containsKey(task.getProcessInstanceId()))
        .map(
            task ->
                described(
                    task,
                    rollouts.get(task.getProcessInstanceId()),
                    variables.get(task.getProcessInstanceId())))
        .toList();
  }

  private OpenTask described(Task task, String rolloutId, Map<String, Object> variables) {
    TaskKind kind =
        TaskSheet.kind(task.getTaskDefinitionKey(), (String) variables.get(STAGE.name()));
    String asked = (String) variables.get(ASKED.name());
    return new OpenTask(
        task.getId(),
        rolloutId,
        (Integer) variables.get(WAVE.name()),
        kind,
        task.getName(),
        time.estate(task.getCreateTime()),
        time.estate(task.getDueDate()),
        asked == null ? candidates(kind) : List.of(asked.split(",")),
        task.getAssignee());
  }

  /** As in the models: who decides, and who may do so in their place. */
  static List<String> candidates(TaskKind kind) {
    Role other = kind.role() == Role.ADMINISTRATOR ? Role.CHANGE_MANAGER : Role.ADMINISTRATOR;
    return List.of(kind.role().group(), other.group());
  }
}
