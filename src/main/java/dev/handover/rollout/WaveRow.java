package dev.handover.rollout;

import java.time.Duration;
import java.time.Instant;

/**
 * A wave as stored.
 *
 * @param cohortFrom judged are the devices of waves {@code cohortFrom … no}
 * @param size devices of this wave alone
 * @param clearedAt when it was cleared to move and from when on its devices count as in flux
 * @param startedAt when its moves were ordered, null before
 * @param decideBy until when a person may decide on it, null where nobody was ever asked
 * @param evidenceHash of the evidence last judged, null before
 * @param strataAt when its parts were last looked at, null before
 * @param joined of its devices, those that have joined it since the rollout was planned
 */
record WaveRow(
    String rolloutId,
    int no,
    int cohortFrom,
    int size,
    WaveState state,
    Duration soak,
    Instant clearedAt,
    Instant startedAt,
    Instant deadlineAt,
    Instant decideBy,
    String verdict,
    String evidence,
    String evidenceHash,
    Instant strataAt,
    int joined) {

  /**
   * @throws Refused if the wave no longer stands where it has to be decided on
   */
  void requireUndecided(WaveState asked) {
    if (state != asked) {
      throw Refused.conflict(
          "Wave %d is %s; this has been decided already."
              .formatted(no, state.name().toLowerCase().replace('_', ' ')));
    }
  }

  WaveRow withTimes(Duration otherSoak, Instant otherDeadline) {
    return new WaveRow(
        rolloutId,
        no,
        cohortFrom,
        size,
        state,
        otherSoak,
        clearedAt,
        startedAt,
        otherDeadline,
        decideBy,
        verdict,
        evidence,
        evidenceHash,
        strataAt,
        joined);
  }
}
