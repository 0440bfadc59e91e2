package dev.handover.process;

import static dev.handover.process.Var.COURSE;
import static dev.handover.process.Var.EXCEPTIONS;
import static dev.handover.process.Var.REGRESSED_WAVE;
import static dev.handover.process.Var.REGRESSIONS;
import static dev.handover.process.Var.REGRESSION_COURSE;

import dev.handover.rollout.Decision;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutWorkflow;
import dev.handover.rollout.WaveCourse;
import dev.handover.security.Actor;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.stereotype.Component;

/** The workflow behind rollouts, on Camunda. */
@Component
final class CamundaRolloutWorkflow implements RolloutWorkflow {

  private static final String PROCESS = "workloadRollout";

  /** The way on for a rollout whose wave has lost its devices. */
  private static final String LEFT_OUT = "gateway_anythingToMove";

  private final RepositoryService repository;
  private final RuntimeService runtime;
  private final TaskService tasks;
  private final Caller caller;
  private final TaskList list;
  private final Colleagues colleagues;
  private final ModelMigration migration;

  CamundaRolloutWorkflow(
      RepositoryService repository,
      RuntimeService runtime,
      TaskService tasks,
      Caller caller,
      TaskList list,
      Colleagues colleagues,
      ModelMigration migration) {
    this.repository = repository;
    this.runtime = runtime;
    this.tasks = tasks;
    this.caller = caller;
    this.list = list;
    this.colleagues = colleagues;
    this.migration = migration;
  }

  @Override
  public String start(String planText, Actor actor) {
    // Transient: the engine would keep no text of this length, and need not.
    VariableMap plan =
        Variables.putValueTyped(StartForm.PLAN, Variables.stringValue(planText, true));
    return caller.as(
        actor,
        () -> plainly(() -> runtime.startProcessInstanceByKey(PROCESS, plan).getBusinessKey()));
  }

  @Override
  public boolean clearToMove(String rolloutId) {
    return tell(rolloutId, Messages.CLEAR_TO_MOVE, Map.of());
  }

  @Override
  public boolean waveJudged(String rolloutId, WaveCourse course) {
    return tell(rolloutId, Messages.WAVE_JUDGED, Map.of(COURSE.name(), course.slug()));
  }

  @Override
  public boolean waveRegressed(String rolloutId, int wave, WaveCourse course) {
    return tell(
        rolloutId,
        Messages.WAVE_REGRESSED,
        Map.of(
            REGRESSED_WAVE.name(),
            wave,
            REGRESSION_COURSE.name(),
            course.slug(),
            REGRESSIONS.name(),
            "some"));
  }

  @Override
  public boolean sliderConfirmed(String rolloutId) {
    return tell(rolloutId, Messages.SLIDER_CONFIRMED, Map.of());
  }

  @Override
  public boolean devicesBack(String rolloutId, boolean exceptions) {
    boolean heard =
        tell(
            rolloutId,
            Messages.DEVICES_BACK,
            Map.of(EXCEPTIONS.name(), exceptions ? "some" : "none"));
    // Nobody has to go through exceptions that are none any more.
    return heard || !exceptions && tell(rolloutId, Messages.LAST_DEVICES_BACK, Map.of());
  }

  @Override
  public boolean rollbackRequested(String rolloutId) {
    return tell(rolloutId, Messages.ROLLBACK_REQUESTED, Map.of());
  }

  @Override
  public boolean cancelRequested(String rolloutId) {
    return tell(rolloutId, Messages.CANCEL_REQUESTED, Map.of());
  }

  @Override
  public List<OpenTask> tasks(Actor actor) {
    return caller.asHandover(() -> list.of(actor));
  }

  @Override
  public List<OpenTask> tasks(String rolloutId) {
    return caller.asHandover(() -> list.of(rolloutId));
  }

  @Override
  public OpenTask task(String taskId) {
    return caller.asHandover(() -> list.find(taskId));
  }

  @Override
  public void complete(String taskId, Decision decision, Actor actor) {
    task(taskId);
    caller.as(
        actor,
        () ->
            plainly(
                () -> {
                  tasks.complete(taskId, Answers.of(decision));
                  return null;
                }));
  }

  @Override
  public int approvers(Actor asks) {
    return colleagues.approvers(asks);
  }

  @Override
  public Actor person(String user) {
    return colleagues.named(user);
  }

  @Override
  public void assign(String taskId, String user) {
    caller.asHandover(
        () ->
            plainly(
                () -> {
                  tasks.setAssignee(taskId, user);
                  return null;
                }));
  }

  @Override
  public String processVersion(String rolloutId) {
    return caller.asHandover(
        () ->
            definition(rolloutId)
                .map(definition -> definition.substring(0, definition.lastIndexOf(':')))
                .orElse("none"));
  }

  @Override
  public boolean mayLeaveOut(String rolloutId) {
    return caller.asHandover(
        () ->
            definition(rolloutId)
                .map(repository::getBpmnModelInstance)
                .map(model -> model.getModelElementById(LEFT_OUT))
                .isPresent());
  }

  private Optional<String> definition(String rolloutId) {
    return runtime
        .createProcessInstanceQuery()
        .processDefinitionKey(PROCESS)
        .processInstanceBusinessKey(rolloutId)
        .list()
        .stream()
        .map(ProcessInstance::getProcessDefinitionId)
        .findFirst();
  }

  @Override
  public String migrate(String rolloutId) {
    return caller.asHandover(() -> plainly(() -> migration.migrate(PROCESS, rolloutId)));
  }

  private boolean tell(String rolloutId, String message, Map<String, Object> variables) {
    return caller.asHandover(() -> Messages.tell(runtime, rolloutId, message, variables));
  }

  /** What the domain threw inside the engine comes out as it was thrown. */
  static <T> T plainly(Supplier<T> call) {
    try {
      return call.get();
    } catch (OptimisticLockingException e) {
      throw TaskTurn.overtaken();
    } catch (AuthorizationException e) {
      throw Refused.forbidden(e.getMessage());
    } catch (ProcessEngineException | WebApplicationException e) {
      RuntimeException refusal = RefusalsTold.refusal(e);
      if (refusal != null) {
        throw refusal;
      }
      // It was there when it was looked up.
      throw RefusalsTold.inVain(e) ? TaskTurn.overtaken() : e;
    }
  }
}
