package dev.handover.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A time in which nobody is moved to Intune; what goes back passes through it.
 *
 * @param id null before it is kept
 * @param owner who answers for it, 1 … 64 characters
 * @param reason 1 … 1000 characters
 * @param startsAt the first moment, in whole seconds as calendar files tell them; what is finer is
 *     cut off
 * @param endsAt the first moment after it, likewise, at most a year later
 * @param workload of which rollouts; null: all
 * @param site of which devices; null: all
 */
public record Freeze(
    Long id,
    String owner,
    String reason,
    Instant startsAt,
    Instant endsAt,
    String workload,
    String site) {

  private static final Duration LONGEST = Duration.ofDays(366);

  /**
   * @throws InvalidWindow if a part is missing or out of range
   */
  public Freeze {
    if (owner == null || owner.isBlank() || owner.length() > 64) {
      throw new InvalidWindow("owner", "A freeze needs an owner of at most 64 characters.");
    }
    if (reason == null || reason.isBlank() || reason.length() > 1000) {
      throw new InvalidWindow("reason", "A freeze needs a reason of at most 1,000 characters.");
    }
    if (startsAt == null || endsAt == null) {
      throw new InvalidWindow(
          startsAt == null ? "startsAt" : "endsAt",
          "A freeze needs its start and its end, such as 2026-12-01T20:00:00Z.");
    }
    startsAt = startsAt.truncatedTo(ChronoUnit.SECONDS);
    endsAt = endsAt.truncatedTo(ChronoUnit.SECONDS);
    if (!startsAt.isBefore(endsAt)) {
      throw new InvalidWindow("endsAt", "A freeze ends after it starts.");
    }
    if (Duration.between(startsAt, endsAt).compareTo(LONGEST) > 0) {
      throw new InvalidWindow("endsAt", "A freeze lasts a year at most; it can be set again.");
    }
  }

  public Scope scope() {
    return new Scope(workload, site);
  }

  /** The same, whatever its id. */
  public boolean sameAs(Freeze other) {
    return new Freeze(other.id, owner, reason, startsAt, endsAt, workload, site).equals(other);
  }

  /** Whether it is in force; it is at its start, and no longer is at its end. */
  public boolean inForce(Instant at) {
    return !at.isBefore(startsAt) && at.isBefore(endsAt);
  }
}
