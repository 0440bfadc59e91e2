package dev.handover.process;

import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.RolloutLife;
import dev.handover.rollout.TaskBrief;
import dev.handover.rollout.TaskKind;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/** Gives a new task its name, its due date and what its form shows. */
@Component
final class BriefTask implements TaskListener {

  private final RolloutLife life;
  private final EngineTime time;
  private final TaskSheet sheet;

  BriefTask(RolloutLife life, EngineTime time, TaskSheet sheet) {
    this.life = life;
    this.time = time;
    this.sheet = sheet;
  }

  @Override
  public void notify(DelegateTask task) {
    TaskKind kind = TaskSheet.kind(task.getTaskDefinitionKey());
    TaskBrief brief = life.brief(rolloutId(task.getExecution()), kind, WAVE.get(task));
    task.setName(brief.title());
    task.setDueDate(time.due(brief.due()));
    task.setVariablesLocal(sheet.variables(brief));
  }
}
