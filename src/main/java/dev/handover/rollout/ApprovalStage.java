package dev.handover.rollout;

/** What an approval lets begin. */
public enum ApprovalStage {
  START,
  EXPANSION,
  WAVE
}
