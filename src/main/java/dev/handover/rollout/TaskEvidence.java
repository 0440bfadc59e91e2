package dev.handover.rollout;

import dev.handover.rollout.RolloutWorkflow.OpenTask;
import org.springframework.stereotype.Repository;

/** What a decision on an open task has to quote; reads only. */
@Repository
public class TaskEvidence {

  private final RolloutStore rollouts;
  private final Briefs briefs;

  TaskEvidence(RolloutStore rollouts, Briefs briefs) {
    this.rollouts = rollouts;
    this.briefs = briefs;
  }

  /** The hash of what this task is to be decided on, as it stands now. */
  public String hash(OpenTask task) {
    return briefs.evidenceHash(rollouts.get(task.rolloutId()), task.kind(), task.wave());
  }
}
