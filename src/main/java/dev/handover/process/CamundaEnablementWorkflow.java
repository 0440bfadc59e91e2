package dev.handover.process;

import static dev.handover.process.CamundaRolloutWorkflow.plainly;

import dev.handover.enablement.EnablementKind;
import dev.handover.enablement.EnablementWorkflow;
import dev.handover.rollout.Decision;
import dev.handover.security.Actor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.springframework.stereotype.Component;

/** The workflow behind enablements, on Camunda. */
@Component
final class CamundaEnablementWorkflow implements EnablementWorkflow {

  static final String PROCESS = "coManagementEnablement";

  private final RuntimeService runtime;
  private final Caller caller;
  private final EngineTime time;
  private final Questions<Question> questions;

  CamundaEnablementWorkflow(
      RuntimeService runtime, TaskService tasks, Caller caller, EngineTime time) {
    this.runtime = runtime;
    this.caller = caller;
    this.time = time;
    this.questions = new Questions<>(runtime, tasks, caller, PROCESS, this::told);
  }

  /** {@code userTask_setEnrolment} is {@code SET_ENROLMENT}. */
  static EnablementKind kind(String taskDefinitionKey) {
    String name = taskDefinitionKey.substring(taskDefinitionKey.indexOf('_') + 1);
    return EnablementKind.valueOf(name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT));
  }

  /** As Handover: nobody has the right to start this process. */
  @Override
  public void begin(String id) {
    caller.asHandover(() -> plainly(() -> runtime.startProcessInstanceByKey(PROCESS, id)));
  }

  @Override
  public boolean judged(String id, boolean enabled) {
    return tell(
        id, Messages.ENROLMENT_JUDGED, Map.of(Var.COURSE.name(), enabled ? "enabled" : "ask"));
  }

  @Override
  public boolean isSet(String id) {
    return tell(id, Messages.ENROLMENT_SET, Map.of());
  }

  @Override
  public boolean isBack(String id) {
    return tell(id, Messages.ENROLMENT_BACK, Map.of());
  }

  @Override
  public boolean isNotBack(String id) {
    return tell(id, Messages.ENROLMENT_NOT_BACK, Map.of());
  }

  @Override
  public boolean cancelRequested(String id) {
    return tell(id, Messages.CANCEL_REQUESTED, Map.of());
  }

  private boolean tell(String id, String message, Map<String, Object> variables) {
    return caller.asHandover(() -> Messages.tell(runtime, id, message, variables));
  }

  @Override
  public List<Question> questions(Actor actor) {
    return questions.visible(actor);
  }

  @Override
  public Optional<Question> question(String taskId) {
    return questions.find(taskId);
  }

  @Override
  public void answer(String taskId, Decision decision, Actor actor) {
    questions.answer(taskId, decision, actor);
  }

  private Question told(Task task, String key) {
    return new Question(
        task.getId(),
        key,
        kind(task.getTaskDefinitionKey()),
        task.getName(),
        time.estate(task.getCreateTime()),
        time.estate(task.getDueDate()),
        Questions.CANDIDATES,
        task.getAssignee());
  }
}
