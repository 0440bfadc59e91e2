package dev.handover.rollout;

/**
 * A person's answer to a task.
 *
 * @param outcome one of the task's outcomes
 * @param comment why; required unless the outcome is the expected one, at most 2000 characters
 * @param evidenceHash the hash of the evidence that the person has seen
 */
public record Decision(Outcome outcome, String comment, String evidenceHash) {

  public Decision {
    comment = comment == null || comment.isBlank() ? null : comment.strip();
    if (outcome == null) {
      throw Refused.invalid("a decision needs an outcome");
    }
    if (comment != null && comment.length() > 2000) {
      throw Refused.invalid(
          "the comment has %d characters; it may have 2000".formatted(comment.length()));
    }
  }
}
