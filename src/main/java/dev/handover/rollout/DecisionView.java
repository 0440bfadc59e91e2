package dev.handover.rollout;

import java.time.Instant;

/**
 * A decision that somebody took, and what exactly it was taken on.
 *
 * @param until until when it puts the approval off; null unless it does
 * @param processVersion the model that the rollout ran on; null for decisions before this was kept
 * @param voidBecause why an approval no longer counts; null while it does, and for all else
 */
public record DecisionView(
    String stage,
    int wave,
    String outcome,
    String actor,
    Instant at,
    String comment,
    Instant until,
    String evidenceHash,
    String planHash,
    String scopeHash,
    String processVersion,
    String voidBecause) {

  /** Whether it lets a stage begin, alone or with others. */
  boolean approves() {
    return (outcome.equals(Outcome.APPROVE.slug()) || outcome.equals(Outcome.ACCEPT_RISK.slug()))
        && ApprovalStage.of(stage).isPresent();
  }

  /** What the person has done: {@code accepted the risk}. */
  public String words() {
    return Outcome.of(outcome).words();
  }

  DecisionView voided(String because) {
    return new DecisionView(
        stage,
        wave,
        outcome,
        actor,
        at,
        comment,
        until,
        evidenceHash,
        planHash,
        scopeHash,
        processVersion,
        because);
  }
}
