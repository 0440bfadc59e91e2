package dev.handover.rollout;

import java.time.Instant;

/**
 * What keeps a rollout from moving on. What has been moved stays watched, and it can be cancelled
 * and put back all the same.
 *
 * @param owner who placed it
 * @param since in the estate's time
 */
public record Hold(Kind kind, String owner, String reason, Instant since) {

  /** Who placed a hold, and so who may lift it. */
  public enum Kind {
    /** A person paused it, and a person resumes it. */
    PERSON,
    /** A monitoring system placed it with its account, and with the same one it is lifted. */
    MONITORING,
    /** Its deadline has passed; a person who resumes it lets it take longer. */
    DEADLINE;
  }

  /** Whether a person may lift it; otherwise only the account that placed it does. */
  public boolean liftedByPeople() {
    return kind != Kind.MONITORING;
  }

  /** For people. */
  public String sentence() {
    return switch (kind) {
      case PERSON -> "Paused by %s: %s".formatted(owner, reason);
      case MONITORING -> "Held by monitoring (%s): %s".formatted(owner, reason);
      case DEADLINE -> reason;
    };
  }
}
