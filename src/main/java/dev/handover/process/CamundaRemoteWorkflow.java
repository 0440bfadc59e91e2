package dev.handover.process;

import static dev.handover.process.CamundaRolloutWorkflow.plainly;

import dev.handover.remote.RemoteWorkflow;
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

/** The workflow behind remote actions that have to be approved, on Camunda. */
@Component
final class CamundaRemoteWorkflow implements RemoteWorkflow {

  static final String PROCESS = "remoteAction";

  private final RuntimeService runtime;
  private final Caller caller;
  private final EngineTime time;
  private final Questions<Question> questions;

  CamundaRemoteWorkflow(RuntimeService runtime, TaskService tasks, Caller caller, EngineTime time) {
    this.runtime = runtime;
    this.caller = caller;
    this.time = time;
    this.questions = new Questions<>(runtime, tasks, caller, PROCESS, this::told);
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
        task.getName(),
        time.estate(task.getCreateTime()),
        time.estate(task.getDueDate()),
        Questions.CANDIDATES,
        task.getAssignee());
  }
}
