package dev.handover.process;

import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.Decisions;
import dev.handover.rollout.TaskBrief;
import dev.handover.rollout.TaskKind;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/** Gives a new task its name, its due date and what its form shows. */
@Component
final class BriefTask implements TaskListener {

  private final Decisions decisions;
  private final EngineTime time;
  private final TaskSheet sheet;

  BriefTask(Decisions decisions, EngineTime time, TaskSheet sheet) {
    this.decisions = decisions;
    this.time = time;
    this.sheet = sheet;
  }

  @Override
  public void notify(DelegateTask task) {
    TaskKind kind = TaskSheet.kind(task);
    TaskBrief brief = decisions.ask(rolloutId(task.getExecution()), kind, WAVE.get(task));
    task.setName(brief.title());
    task.setDueDate(time.due(brief.due()));
    task.setFollowUpDate(time.due(brief.followUp()));
    task.setVariablesLocal(sheet.variables(brief));
  }
}
