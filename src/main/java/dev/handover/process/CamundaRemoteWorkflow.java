package dev.handover.process;

import static dev.handover.process.CamundaRolloutWorkflow.plainly;

import dev.handover.remote.RemoteWorkflow;
import dev.handover.rollout.Decision;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.task.TaskQuery;
import org.springframework.stereotype.Component;

/** The workflow behind remote actions that have to be approved, on Camunda. */
@Component
final class CamundaRemoteWorkflow implements RemoteWorkflow {

  static final String PROCESS = "remoteAction";

  /** As in the model: who decides, and who may do so in their place. */
  static final List<String> CANDIDATES =
      List.of(Role.CHANGE_MANAGER.group(), Role.ADMINISTRATOR.group());

  private final RuntimeService runtime;
  private final TaskService tasks;
  private final Caller caller;
  private final EngineTime time;

  CamundaRemoteWorkflow(RuntimeService runtime, TaskService tasks, Caller caller, EngineTime time) {
    this.runtime = runtime;
    this.tasks = tasks;
    this.caller = caller;
    this.time = time;
  }

  /** As Handover: nobody has the right to start this process. */
  @Override
  public void begin(String key) {
    caller.asHandover(() -> plainly(() -> runtime.startProcessInstanceByKey(PROCESS, key)));
  }

  @Override
  public boolean ended(String key, End how) {
    return caller.asHandover(
        () ->
            Messages.tell(
                runtime,
                key,
                Messages.ACTION_ENDED,
                Map.of(Var.ENDED_AS.name(), how.name().toLowerCase(Locale.ROOT))));
  }

  @Override
  public List<Question> questions(Actor actor) {
    return caller.asHandover(() -> described(TaskList.visible(ours(), actor).list()));
  }

  @Override
  public Optional<Question> question(String taskId) {
    return caller.asHandover(
        () ->
            taskId == null
                ? Optional.empty()
                : described(ours().taskId(taskId).list()).stream().findFirst());
  }

  @Override
  public void answer(String taskId, Decision decision, Actor actor) {
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
    return tasks.createTaskQuery().processDefinitionKey(PROCESS);
  }

  private List<Question> described(List<Task> found) {
    Map<String, String> keys = OpenTasks.businessKeys(runtime, found);
    return found.stream()
        .filter(task -> keys.containsKey(task.getProcessInstanceId()))
        .map(
            task ->
                new Question(
                    task.getId(),
                    keys.get(task.getProcessInstanceId()),
                    task.getName(),
                    time.estate(task.getCreateTime()),
                    time.estate(task.getDueDate()),
                    CANDIDATES,
                    task.getAssignee()))
        .toList();
  }
}
