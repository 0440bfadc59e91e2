package dev.handover.process;

import static dev.handover.process.CamundaRolloutWorkflow.plainly;

import dev.handover.programme.ProgrammeWorkflow;
import dev.handover.rollout.Decision;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.task.TaskQuery;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.stereotype.Component;

/** The workflow behind programmes, on Camunda. */
@Component
final class CamundaProgrammeWorkflow implements ProgrammeWorkflow {

  static final String PROCESS = "migrationProgramme";

  /** As in the model: who decides, and who may do so in their place. */
  static final List<String> CANDIDATES =
      List.of(Role.CHANGE_MANAGER.group(), Role.ADMINISTRATOR.group());

  private final RuntimeService runtime;
  private final TaskService tasks;
  private final Caller caller;
  private final EngineTime time;

  CamundaProgrammeWorkflow(
      RuntimeService runtime, TaskService tasks, Caller caller, EngineTime time) {
    this.runtime = runtime;
    this.tasks = tasks;
    this.caller = caller;
    this.time = time;
  }

  @Override
  public String start(String text, Actor actor) {
    // Transient: the engine would keep no text of this length, and need not.
    VariableMap programme =
        Variables.putValueTyped(RegisterProgramme.TEXT, Variables.stringValue(text, true));
    return caller.as(
        actor,
        () ->
            plainly(() -> runtime.startProcessInstanceByKey(PROCESS, programme).getBusinessKey()));
  }

  @Override
  public boolean goOn(String programmeId) {
    return tell(programmeId, Messages.PROGRAMME_GOES_ON);
  }

  @Override
  public boolean cancelRequested(String programmeId) {
    return tell(programmeId, Messages.CANCEL_REQUESTED);
  }

  private boolean tell(String programmeId, String message) {
    return caller.asHandover(() -> Messages.tell(runtime, programmeId, message, Map.of()));
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
    Map<String, String> programmes = OpenTasks.businessKeys(runtime, found);
    return found.stream()
        .filter(task -> programmes.containsKey(task.getProcessInstanceId()))
        .map(
            task ->
                new Question(
                    task.getId(),
                    programmes.get(task.getProcessInstanceId()),
                    task.getName(),
                    time.estate(task.getCreateTime()),
                    CANDIDATES,
                    task.getAssignee()))
        .toList();
  }
}
