package dev.handover.process;

import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;
import static dev.handover.process.Var.stage;

import dev.handover.rollout.ApprovalCourse;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;

/** Notes what is at risk, before policy is asked how many people have to approve. */
@Component
final class NoteRisk implements ExecutionListener {

  private final ApprovalCourse course;

  NoteRisk(ApprovalCourse course) {
    this.course = course;
  }

  @Override
  public void notify(DelegateExecution execution) {
    Var.RISK.set(
        execution, course.risk(rolloutId(execution), stage(execution), WAVE.get(execution)));
  }
}
