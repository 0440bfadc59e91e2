package dev.handover.process;

import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;
import static dev.handover.process.Var.stage;

import dev.handover.rollout.ApprovalCourse;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Reminds those who are asked to approve. */
@Component
final class RemindApprovers implements JavaDelegate {

  private final ApprovalCourse course;

  RemindApprovers(ApprovalCourse course) {
    this.course = course;
  }

  @Override
  public void execute(DelegateExecution execution) {
    course.remind(rolloutId(execution), stage(execution), WAVE.get(execution));
  }
}
