package dev.handover.process;

import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;
import static dev.handover.process.Var.stage;

import dev.handover.rollout.ApprovalCourse;
import dev.handover.rollout.ApprovalRound;
import dev.handover.rollout.ApprovalState;
import java.time.Duration;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.springframework.stereotype.Component;

/**
 * Nobody has approved in time: the safe way is taken, as if it had been rejected. Where the time
 * ran out while Handover was away, nobody could answer, and people are asked anew, once.
 */
@Component
final class RecordExpiredApproval implements JavaDelegate {

  /** The way on which people can be asked anew. */
  private static final String BACK = "flow_askedAnewYes";

  /** A timer that comes so late, by the wall clock, was missed. */
  private static final Duration MISSED = Duration.ofHours(1);

  private final ApprovalCourse course;
  private final ApprovalTimers timers;

  RecordExpiredApproval(ApprovalCourse course, ApprovalTimers timers) {
    this.course = course;
    this.timers = timers;
  }

  @Override
  public void execute(DelegateExecution execution) {
    if (missed(execution)) {
      Optional<ApprovalRound> anew =
          course.askAnew(rolloutId(execution), stage(execution), WAVE.get(execution));
      if (anew.isPresent()) {
        timers.set(execution, anew.get());
        return;
      }
    }
    ApprovalState state =
        course.expire(rolloutId(execution), stage(execution), WAVE.get(execution));
    Var.DECISION.set(execution, state.slug());
  }

  private static boolean missed(DelegateExecution execution) {
    Duration late =
        Duration.between(
            Var.APPROVE_BY.get(execution).toInstant(), ClockUtil.getCurrentTime().toInstant());
    // What a model has no way for takes its default: an earlier one would roll back.
    return late.compareTo(MISSED) > 0
        && execution.getBpmnModelInstance().getModelElementById(BACK) != null;
  }
}
