package dev.handover.process;

import static dev.handover.process.Var.COURSE;
import static dev.handover.process.Var.DECIDE_BY;
import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.rolloutId;

import dev.handover.rollout.Decisions;
import dev.handover.rollout.TaskKind;
import dev.handover.rollout.WaveCourse;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;

/** Notes, before a person is asked, until when they may answer: the boundary timer reads it. */
@Component
final class NoteDeadline implements ExecutionListener {

  private final Decisions decisions;
  private final EngineTime time;

  NoteDeadline(Decisions decisions, EngineTime time) {
    this.decisions = decisions;
    this.time = time;
  }

  @Override
  public void notify(DelegateExecution execution) {
    if (asked(COURSE.get(execution)) != null) {
      DECIDE_BY.set(
          execution, time.due(decisions.openWave(rolloutId(execution), WAVE.get(execution))));
    }
  }

  /** What a course asks of a person; null where it asks nothing. */
  static TaskKind asked(String course) {
    if (course.equals(WaveCourse.ASK_FAILED.slug())) {
      return TaskKind.DECIDE_FAILED_WAVE;
    }
    boolean known =
        course.equals(WaveCourse.PASSED.slug()) || course.equals(WaveCourse.ROLL_BACK.slug());
    // The default flow: what no answer fits is for a person to decide.
    return known ? null : TaskKind.DECIDE_UNDECIDED_WAVE;
  }
}
