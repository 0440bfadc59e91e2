package dev.handover.programme;

import dev.handover.plan.Programme.OnFailure;

/**
 * A programme as stored; what the rules are applied to.
 *
 * @param pausedBy null where it is not paused
 */
record ProgrammeRow(
    String id,
    String title,
    ProgrammeState state,
    OnFailure onFailure,
    String createdBy,
    String pausedBy,
    String pauseReason) {

  boolean paused() {
    return pausedBy != null;
  }
}
