package dev.handover.rollout;

import java.util.List;
import java.util.Map;

/**
 * Rollouts under way, then the last ended ones, with their waves.
 *
 * @param waves by rollout id, each the pilot first; none for one that has drawn none yet
 */
public record CurrentRollouts(List<RolloutView> rollouts, Map<String, List<WaveView>> waves) {}
