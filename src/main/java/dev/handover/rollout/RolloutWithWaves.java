package dev.handover.rollout;

import java.util.List;

/**
 * A rollout as it stands, with its waves as they stood at the same moment.
 *
 * @param waves the pilot first; none where none has been drawn yet
 */
public record RolloutWithWaves(RolloutView rollout, List<WaveView> waves) {}
