package dev.handover.rollout;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/**
 * A person's answer to a task.
 *
 * @param outcome one of the task's outcomes
 * @param comment why; required unless the outcome is the expected one, at most 2000 characters
 * @param evidenceHash the hash of the evidence that the person has seen
 * @param until with {@link Outcome#DEFER} alone: when to ask again, in the estate's time
 */
public record Decision(Outcome outcome, String comment, String evidenceHash, Instant until) {

  public Decision {
    comment = comment == null || comment.isBlank() ? null : comment.strip();
    if (outcome == null) {
      throw Refused.invalid("a decision needs an outcome");
    }
    if (comment != null && comment.length() > 2000) {
      throw Refused.invalid(
          "the comment has %d characters; it may have 2000".formatted(comment.length()));
    }
    if (outcome == Outcome.DEFER && until == null) {
      throw Refused.invalid("'defer' needs the moment at which to ask again (until).");
    }
    if (outcome != Outcome.DEFER && until != null) {
      throw Refused.invalid("Only 'defer' takes a moment at which to ask again (until).");
    }
  }

  public Decision(Outcome outcome, String comment, String evidenceHash) {
    this(outcome, comment, evidenceHash, null);
  }

  /**
   * @return the moment that this text names; null for none
   * @throws Refused if it is no ISO moment
   */
  public static Instant until(String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text.strip()).toInstant();
    } catch (DateTimeParseException e) {
      throw Refused.invalid(
          "'%s' is no moment such as 2026-12-01T08:00:00Z (until).".formatted(text));
    }
  }
}
