package dev.handover.rollout;

/** How far the approvals of a stage have come; the value of the process variable. */
public enum ApprovalState {
  APPROVED("approved"),
  MORE_APPROVALS("more-approvals"),
  /** Put off until a moment that a person named. */
  DEFERRED("deferred"),
  REJECTED("rejected"),
  /** Nobody agreed to the newcomers that were asked about: it goes on without them. */
  LEFT_OUT("left-out");

  private final String slug;

  ApprovalState(String slug) {
    this.slug = slug;
  }

  public String slug() {
    return slug;
  }
}
