package dev.handover.process;

import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;
import static dev.handover.process.Var.stage;

import dev.handover.rollout.ApprovalCourse;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** A deferral is over: people are asked again, and their time begins anew. */
@Component
final class ResumeApproval implements JavaDelegate {

  private final ApprovalCourse course;
  private final ApprovalTimers timers;

  ResumeApproval(ApprovalCourse course, ApprovalTimers timers) {
    this.course = course;
    this.timers = timers;
  }

  @Override
  public void execute(DelegateExecution execution) {
    timers.set(
        execution, course.resume(rolloutId(execution), stage(execution), WAVE.get(execution)));
  }
}
