package dev.handover.process;

import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;
import static dev.handover.process.Var.stage;

import dev.handover.rollout.ApprovalCourse;
import dev.handover.rollout.ApprovalState;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Nobody has approved in time: the safe way is taken, as if it had been rejected. */
@Component
final class RecordExpiredApproval implements JavaDelegate {

  private final ApprovalCourse course;

  RecordExpiredApproval(ApprovalCourse course) {
    this.course = course;
  }

  @Override
  public void execute(DelegateExecution execution) {
    course.expire(rolloutId(execution), stage(execution), WAVE.get(execution));
    Var.DECISION.set(execution, ApprovalState.REJECTED.slug());
  }
}
