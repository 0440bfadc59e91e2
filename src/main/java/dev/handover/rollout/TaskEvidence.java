package dev.handover.rollout;

import dev.handover.rollout.RolloutWorkflow.OpenTask;
import org.springframework.stereotype.Repository;

/** What an open task is decided on; reads only. */
@Repository
public class TaskEvidence {

  private final RolloutStore rollouts;
  private final Briefs briefs;
  private final Decisions decisions;

  TaskEvidence(RolloutStore rollouts, Briefs briefs, Decisions decisions) {
    this.rollouts = rollouts;
    this.briefs = briefs;
    this.decisions = decisions;
  }

  /** What a person needs to see to decide on it, as it stands now. */
  public TaskBrief brief(OpenTask task) {
    return decisions.brief(task.rolloutId(), task.kind(), task.wave());
  }

  /** The hash of what this task is to be decided on, as it stands now. */
  public String hash(OpenTask task) {
    return briefs.evidenceHash(rollouts.get(task.rolloutId()), task.kind(), task.wave());
  }
}
