package dev.handover.process;

import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;
import static dev.handover.process.Var.stage;

import dev.handover.rollout.ApprovalCourse;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.task.Task;
import org.springframework.stereotype.Component;

/** Asks another group, too: with the open task, and with those that follow it. */
@Component
final class EscalateApproval implements JavaDelegate {

  private final ApprovalCourse course;

  EscalateApproval(ApprovalCourse course) {
    this.course = course;
  }

  @Override
  public void execute(DelegateExecution execution) {
    String group = Var.ESCALATION_GROUP.get(execution);
    if (!course.escalate(rolloutId(execution), stage(execution), WAVE.get(execution))) {
      return;
    }
    Var.ASKED.set(execution, Var.ASKED.get(execution) + "," + group);
    TaskService tasks = execution.getProcessEngineServices().getTaskService();
    String instance = execution.getProcessInstanceId();
    for (Task task : tasks.createTaskQuery().processInstanceId(instance).list()) {
      tasks.addCandidateGroup(task.getId(), group);
    }
  }
}
