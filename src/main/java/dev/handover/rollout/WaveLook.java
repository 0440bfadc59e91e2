package dev.handover.rollout;

import dev.handover.health.EvidenceJson;
import dev.handover.health.JudgedWave;
import dev.handover.health.Judgement;
import dev.handover.health.Verdict;
import dev.handover.health.WaveKey;
import dev.handover.plan.Plan;

/**
 * One look at a wave that moves or soaks.
 *
 * @param inParts whether its parts were counted, or what the last look said of them was taken
 * @param partsMissing whether it could be decided, and its parts have to be counted first
 * @param regressed whether an earlier wave has regressed; while a person decides on that, it is
 *     what the rollout waits for
 */
record WaveLook(
    RolloutRow rollout,
    WaveRow wave,
    Plan plan,
    JudgedWave judged,
    boolean inParts,
    boolean partsMissing,
    boolean regressed) {

  WaveKey key() {
    return judged.wave();
  }

  Judgement judgement() {
    return judged.judgement();
  }

  /** Whether the wave is decided on now; one that has passed not while an earlier one is bad. */
  boolean decides() {
    return judgement().settled() && !(regressed && judgement().verdict() == Verdict.PASS);
  }

  /** Whether something may follow from it; from all others nothing does but that it is kept. */
  boolean hasConsequences() {
    return partsMissing || decides() || judgement().partToQuarantine().isPresent();
  }

  EvidenceJson shown() {
    return EvidenceJson.write(judged.seen(), judgement());
  }
}
