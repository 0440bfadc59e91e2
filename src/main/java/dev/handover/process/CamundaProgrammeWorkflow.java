package dev.handover.process;

import static dev.handover.process.CamundaRolloutWorkflow.plainly;

import dev.handover.programme.ProgrammeWorkflow;
import dev.handover.rollout.Decision;
import dev.handover.security.Actor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.stereotype.Component;

/** The workflow behind programmes, on Camunda. */
@Component
final class CamundaProgrammeWorkflow implements ProgrammeWorkflow {

  static final String PROCESS = "migrationProgramme";

  private final RuntimeService runtime;
  private final Caller caller;
  private final EngineTime time;
  private final Questions<Question> questions;

  CamundaProgrammeWorkflow(
      RuntimeService runtime, TaskService tasks, Caller caller, EngineTime time) {
    this.runtime = runtime;
    this.caller = caller;
    this.time = time;
    this.questions = new Questions<>(runtime, tasks, caller, PROCESS, this::told);
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
        Questions.CANDIDATES,
        task.getAssignee());
  }
}
