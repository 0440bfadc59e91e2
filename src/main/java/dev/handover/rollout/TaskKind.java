package dev.handover.rollout;

import static dev.handover.rollout.Outcome.ACCEPT_RISK;
import static dev.handover.rollout.Outcome.APPROVE;
import static dev.handover.rollout.Outcome.DEFER;
import static dev.handover.rollout.Outcome.DONE;
import static dev.handover.rollout.Outcome.EXTEND;
import static dev.handover.rollout.Outcome.HOLD;
import static dev.handover.rollout.Outcome.REJECT;
import static dev.handover.rollout.Outcome.ROLLBACK;

import dev.handover.security.Role;
import java.util.List;
import java.util.Optional;

/** A kind of work for a person, who may do it, and what the answer may be. */
public enum TaskKind {
  APPROVE_START("Approve start", List.of(APPROVE, ACCEPT_RISK, DEFER, REJECT), Role.CHANGE_MANAGER),
  APPROVE_EXPANSION(
      "Approve expansion", List.of(APPROVE, ACCEPT_RISK, DEFER, REJECT), Role.CHANGE_MANAGER),
  APPROVE_WAVE("Approve wave", List.of(APPROVE, ACCEPT_RISK, DEFER, REJECT), Role.CHANGE_MANAGER),
  DECIDE_UNDECIDED_WAVE(
      "Decide undecided wave", List.of(EXTEND, ACCEPT_RISK, ROLLBACK), Role.CHANGE_MANAGER),
  DECIDE_FAILED_WAVE(
      "Decide failed wave", List.of(ROLLBACK, HOLD, ACCEPT_RISK), Role.CHANGE_MANAGER),
  MOVE_SLIDER("Move slider to Intune", List.of(DONE), Role.ADMINISTRATOR),
  MOVE_SLIDER_BACK("Move slider back to Pilot Intune", List.of(DONE), Role.ADMINISTRATOR),
  REVIEW_EXCEPTIONS("Review devices not back", List.of(EXTEND, DONE), Role.CHANGE_MANAGER);

  private final String title;
  private final List<Outcome> outcomes;
  private final Role role;

  TaskKind(String title, List<Outcome> outcomes, Role role) {
    this.title = title;
    this.outcomes = outcomes;
    this.role = role;
  }

  public String title() {
    return title;
  }

  public List<Outcome> outcomes() {
    return outcomes;
  }

  /** Who decides; an administrator may do a change manager's work and the reverse. */
  public Role role() {
    return role;
  }

  /**
   * Whether a wave that the gate has not passed is decided on; the safe default is taken in time.
   */
  public boolean decidesOnWave() {
    return this == DECIDE_FAILED_WAVE || this == DECIDE_UNDECIDED_WAVE;
  }

  /** What an answer approves; empty for work that is no approval of a stage. */
  Optional<ApprovalStage> stage() {
    return switch (this) {
      case APPROVE_START -> Optional.of(ApprovalStage.START);
      case APPROVE_EXPANSION -> Optional.of(ApprovalStage.EXPANSION);
      case APPROVE_WAVE -> Optional.of(ApprovalStage.WAVE);
      default -> Optional.empty();
    };
  }

  /** Whether the answer lets something go on, so that the requester may not give it. */
  public boolean isApproval() {
    return this != MOVE_SLIDER && this != MOVE_SLIDER_BACK;
  }
}
