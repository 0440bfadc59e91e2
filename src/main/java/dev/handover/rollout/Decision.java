package dev.handover.rollout;

import dev.handover.calendar.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/**
 * A person's answer to a task.
 *
 * @param outcome one of the task's outcomes
 * @param comment why; required unless the outcome is the expected one, at most 2000 characters
 * @param evidenceHash the hash of the evidence that the person has seen
 * @param until with {@link Outcome#DEFER} alone: when to ask again; with {@link Outcome#HOLD}
 *     alone: until when to hold; in the estate's time
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
    boolean putsOff = outcome == Outcome.DEFER || outcome == Outcome.HOLD;
    if (putsOff && until == null) {
      throw Refused.invalid(
          "'%s' needs the moment until which it is put off (until).".formatted(outcome.slug()));
    }
    if (!putsOff && until != null) {
      throw Refused.invalid("Only 'defer' and 'hold' take a moment (until).");
    }
  }

  public Decision(Outcome outcome, String comment, String evidenceHash) {
    this(outcome, comment, evidenceHash, null);
  }

  /** The longest that anything can be put off at a time. */
  static final Duration LONGEST = Duration.ofDays(30);

  /**
   * @throws Refused if it is put off to a moment that has gone by, or for longer than {@link
   *     #LONGEST}
   */
  void requireWithin(Instant now) {
    if (!until.isAfter(now)) {
      throw Refused.invalid(
          "It can be put off to a moment to come; now it is %s (until)."
              .formatted(Moment.words(now)));
    }
    if (until.isAfter(now.plus(LONGEST))) {
      throw Refused.invalid(
          "It can be put off by %s at most, until %s (until)."
              .formatted(Words.of(LONGEST), Moment.words(now.plus(LONGEST))));
    }
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
