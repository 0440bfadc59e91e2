package dev.handover.process;

import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;
import static dev.handover.process.Var.stage;

import dev.handover.rollout.ApprovalCourse;
import dev.handover.rollout.ApprovalPolicy;
import dev.handover.rollout.ApprovalRound;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Hands to the domain what the policy table asks for, and asks whether it needs a person. */
@Component
final class CheckApprovals implements JavaDelegate {

  private final ApprovalCourse course;
  private final ApprovalTimers timers;

  CheckApprovals(ApprovalCourse course, ApprovalTimers timers) {
    this.course = course;
    this.timers = timers;
  }

  @Override
  public void execute(DelegateExecution execution) {
    ApprovalPolicy policy =
        new ApprovalPolicy(
            Var.APPROVALS_NEEDED.get(execution),
            Var.APPROVER_GROUP.get(execution),
            Var.ESCALATION_GROUP.get(execution));
    ApprovalRound round =
        course.open(rolloutId(execution), stage(execution), WAVE.get(execution), policy);
    timers.set(execution, round);
  }
}
