package dev.handover.rollout;

import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Whether the approvals that a stage needs stand. Asked twice: by the process, to know whether to
 * ask people, and again when a wave is ordered, so that no detour through the engine moves a device
 * without them.
 */
@Component
class Approvals {

  private final WaveStore waves;
  private final ApprovalStore opened;
  private final DecisionStore decisions;

  Approvals(WaveStore waves, ApprovalStore opened, DecisionStore decisions) {
    this.waves = waves;
    this.opened = opened;
    this.decisions = decisions;
  }

  ApprovalState state(RolloutRow rollout, ApprovalStage stage, int wave) {
    String evidence = evidenceHash(rollout, stage, wave);
    boolean expired =
        opened.find(rollout.id(), stage, stage.no(wave)).map(ApprovalRow::expiredAt).isPresent();
    if (expired || !decisions.actors(rollout, stage, wave, evidence, Outcome.REJECT).isEmpty()) {
      return ApprovalState.REJECTED;
    }
    return given(rollout, stage, wave).size() >= needed(rollout, stage, wave)
        ? ApprovalState.APPROVED
        : ApprovalState.MORE_APPROVALS;
  }

  /** Who has approved on the evidence, plan and scope as they are now. */
  List<String> given(RolloutRow rollout, ApprovalStage stage, int wave) {
    String evidence = evidenceHash(rollout, stage, wave);
    return decisions.actors(rollout, stage, wave, evidence, Outcome.APPROVE, Outcome.ACCEPT_RISK);
  }

  /**
   * How many different people have to approve: as many as policy says, of the rollout and of the
   * stage as it was opened, the greater number; where devices have joined the wave that this stage
   * opens, as many as the strictest stage up to it, for those were approved without them. Before
   * policy has been asked: more than exist.
   */
  int needed(RolloutRow rollout, ApprovalStage stage, int wave) {
    int needed = byPolicy(rollout, stage, wave);
    if (rollout.scopeWave() == 0 || stage.opens(wave) != rollout.scopeWave()) {
      return needed;
    }
    return switch (stage) {
      case START -> needed;
      case EXPANSION -> Math.max(needed, byPolicy(rollout, ApprovalStage.START, 0));
      // The approval of the expansion is that of the first production wave.
      case WAVE ->
          wave <= 1
              ? needed
              : Math.max(
                  needed,
                  Math.max(
                      byPolicy(rollout, ApprovalStage.START, 0),
                      byPolicy(rollout, ApprovalStage.EXPANSION, 0)));
    };
  }

  /** How many it were without those who joined; before policy has been asked: more than exist. */
  int byPolicy(RolloutRow rollout, ApprovalStage stage, int wave) {
    Integer needed =
        switch (stage) {
          case START -> rollout.startApprovals();
          case EXPANSION -> rollout.expansionApprovals();
          case WAVE -> wave <= 1 ? Integer.valueOf(0) : rollout.waveApprovals();
        };
    if (needed == null) {
      return Integer.MAX_VALUE;
    }
    return opened
        .find(rollout.id(), stage, stage.no(wave))
        .map(row -> Math.max(needed, row.needed()))
        .orElse(needed);
  }

  /**
   * What an approval binds to: the plan before anything has moved, then the last wave's evidence.
   */
  String evidenceHash(RolloutRow rollout, ApprovalStage stage, int wave) {
    return switch (stage) {
      case START -> rollout.planHash();
      case EXPANSION -> evidenceHash(rollout, 0);
      case WAVE -> evidenceHash(rollout, Math.max(0, wave - 1));
    };
  }

  /** The evidence of a wave, or the plan where the wave has none yet. */
  String evidenceHash(RolloutRow rollout, int wave) {
    return waves.find(rollout.id(), wave).map(WaveRow::evidenceHash).orElseGet(rollout::planHash);
  }

  /**
   * Stages before the one with which the scope was sealed count no longer; that one has asked as
   * many people again.
   *
   * @throws IllegalStateException if an approval that a move of this wave needs is missing
   */
  void require(RolloutRow rollout, int wave) {
    int sealed = rollout.scopeWave();
    if (sealed == 0) {
      require(rollout, ApprovalStage.START, 0);
    }
    if (wave >= 1 && sealed <= 1) {
      require(rollout, ApprovalStage.EXPANSION, 0);
    }
    if (sealed > 1) {
      require(rollout, ApprovalStage.WAVE, sealed);
    }
    if (wave > Math.max(1, sealed)) {
      require(rollout, ApprovalStage.WAVE, wave);
    }
  }

  private void require(RolloutRow rollout, ApprovalStage stage, int wave) {
    if (state(rollout, stage, wave) != ApprovalState.APPROVED) {
      throw new IllegalStateException(
          "Rollout %s has not been approved (%s, wave %d); nothing is moved."
              .formatted(rollout.id(), stage, wave));
    }
  }
}
