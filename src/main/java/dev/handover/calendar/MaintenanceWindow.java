package dev.handover.calendar;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;

/**
 * A window that opens again and again at the same time of day in its own time zone, and stays open
 * for the same length of elapsed time.
 *
 * <p>When clocks go forward over an opening, it opens as much later as they went forward; when they
 * go back over it, it opens the first time (RFC 5545, 3.3.5). The length is not touched by either.
 *
 * @param name by which plans refer to it, 1 … 60 characters
 * @param recurrence an RFC 5545 rule such as {@code FREQ=WEEKLY;BYDAY=FR,SA}, at most 200
 *     characters, daily or rarer
 * @param firstStart the first possible opening, to the minute; opens only if the rule includes it
 * @param length whole minutes, at least one, at most seven days
 * @param scope what moves only while it is open, whatever plans name; {@link Scope#ALL} for a
 *     window that holds only the plans that name it
 */
public record MaintenanceWindow(
    String name,
    ZoneId zone,
    String recurrence,
    LocalDateTime firstStart,
    Duration length,
    Scope scope) {

  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Set<Freq> FREQUENCIES =
      Set.of(Freq.DAILY, Freq.WEEKLY, Freq.MONTHLY, Freq.YEARLY);

  /**
   * @throws InvalidWindow if any part is out of range, or the window would never open
   */
  public MaintenanceWindow {
    if (name == null || name.isBlank() || name.length() > 60) {
      throw new InvalidWindow("name", "A window needs a name of at most 60 characters.");
    }
    if (zone == null || !ZoneId.getAvailableZoneIds().contains(zone.getId())) {
      throw new InvalidWindow("zone", "A window needs a time zone such as Europe/Berlin.");
    }
    if (firstStart == null || !firstStart.equals(firstStart.truncatedTo(ChronoUnit.MINUTES))) {
      throw new InvalidWindow(
          "firstStart", "A window needs a first start in whole minutes, such as 2026-12-01T22:00.");
    }
    if (firstStart.getYear() < 2000 || firstStart.getYear() > 2199) {
      throw new InvalidWindow("firstStart", "The first start must be between 2000 and 2199.");
    }
    if (length == null || length.toMinutes() < 1 || length.compareTo(LONGEST) > 0) {
      throw new InvalidWindow("length", "A window is open from one minute to seven days.");
    }
    if (!length.equals(Duration.ofMinutes(length.toMinutes()))) {
      throw new InvalidWindow("length", "A window is open for whole minutes.");
    }
    if (!everOpens(rule(recurrence), zone, firstStart)) {
      throw new InvalidWindow("recurrence", "A window with this recurrence would never open.");
    }
  }

  /** A window that holds only the plans that name it. */
  public MaintenanceWindow(
      String name, ZoneId zone, String recurrence, LocalDateTime firstStart, Duration length) {
    this(name, zone, recurrence, firstStart, length, Scope.ALL);
  }

  /** Whether it holds whatever it is of, and not only the plans that name it. */
  public boolean holdsAll() {
    return !scope.equals(Scope.ALL);
  }

  private static boolean everOpens(RecurrenceRule rule, ZoneId zone, LocalDateTime firstStart) {
    try {
      return occurrences(rule, zone, firstStart, Instant.EPOCH).hasNext();
    } catch (IllegalArgumentException e) {
      // so the library says that it searched in vain, or that UNTIL has no time, or no offset
      throw new InvalidWindow(
          "recurrence",
          "A window with this recurrence cannot be worked out; UNTIL must be in UTC, such as"
              + " 20271231T220000Z, and the dates must exist.");
    }
  }

  /**
   * A window from text.
   *
   * @param zone an IANA name such as {@code Europe/Berlin}
   * @param firstStart ISO-8601 without offset
   * @throws InvalidWindow if a part cannot be read or is out of range
   */
  public static MaintenanceWindow of(
      String name,
      String zone,
      String recurrence,
      String firstStart,
      Duration length,
      Scope scope) {
    return new MaintenanceWindow(name, zone(zone), recurrence, start(firstStart), length, scope);
  }

  /** Likewise, of a window that holds only the plans that name it. */
  public static MaintenanceWindow of(
      String name, String zone, String recurrence, String firstStart, Duration length) {
    return of(name, zone, recurrence, firstStart, length, Scope.ALL);
  }

  private static ZoneId zone(String zone) {
    if (zone == null || !ZoneId.getAvailableZoneIds().contains(zone)) {
      throw new InvalidWindow(
          "zone", "'%s' is not a time zone; Europe/Berlin is one.".formatted(zone));
    }
    return ZoneId.of(zone);
  }

  private static LocalDateTime start(String start) {
    try {
      return LocalDateTime.parse(String.valueOf(start));
    } catch (DateTimeException e) {
      throw new InvalidWindow(
          "firstStart", "'%s' is not a local time such as 2026-12-01T22:00.".formatted(start));
    }
  }

  private static RecurrenceRule rule(String recurrence) {
    if (recurrence == null || recurrence.length() > 200) {
      throw new InvalidWindow(
          "recurrence", "A window needs a recurrence of at most 200 characters.");
    }
    try {
      RecurrenceRule rule = new RecurrenceRule(recurrence, RecurrenceRule.RfcMode.RFC5545_STRICT);
      if (!FREQUENCIES.contains(rule.getFreq())) {
        throw new InvalidWindow(
            "recurrence", "A window recurs DAILY, WEEKLY, MONTHLY or YEARLY, not more often.");
      }
      return rule;
    } catch (InvalidRecurrenceRuleException | IllegalArgumentException e) {
      throw new InvalidWindow(
          "recurrence",
          "'%s' is not a recurrence such as FREQ=WEEKLY;BYDAY=FR,SA: %s."
              .formatted(recurrence, e.getMessage()));
    }
  }

  /** Whether the window is open; it is at its start, and no longer is at its end. */
  public boolean open(Instant at) {
    return lastOpening(at).isPresent();
  }

  /** The next opening after this moment; none if the recurrence has come to its end. */
  public Optional<Instant> nextOpening(Instant at) {
    Iterator<Instant> starts = occurrences(rule(recurrence), zone, firstStart, at);
    while (starts.hasNext()) {
      Instant start = starts.next();
      if (start.isAfter(at)) {
        return Optional.of(start);
      }
    }
    return Optional.empty();
  }

  /**
   * When the window that is open closes. Where openings overlap, the one that opened last counts.
   *
   * @throws IllegalStateException if the window is not open
   */
  public Instant closes(Instant at) {
    return lastOpening(at)
        .orElseThrow(
            () -> new IllegalStateException("window '%s' is not open at %s".formatted(name, at)))
        .plus(length);
  }

  /** The last opening at or before this moment that has not closed by then. */
  private Optional<Instant> lastOpening(Instant at) {
    Iterator<Instant> starts = occurrences(rule(recurrence), zone, firstStart, at.minus(length));
    Instant last = null;
    while (starts.hasNext()) {
      Instant start = starts.next();
      if (start.isAfter(at)) {
        break;
      }
      last = start;
    }
    return Optional.ofNullable(last).filter(start -> start.plus(length).isAfter(at));
  }

  /** Openings from about this moment on; a few may lie before it. */
  private static Iterator<Instant> occurrences(
      RecurrenceRule rule, ZoneId zone, LocalDateTime first, Instant from) {
    RecurrenceRuleIterator dates =
        rule.iterator(
            new DateTime(
                TimeZone.getTimeZone(zone),
                first.getYear(),
                first.getMonthValue() - 1,
                first.getDayOfMonth(),
                first.getHour(),
                first.getMinute(),
                0));
    // a margin, because an opening may be moved by a change of the clocks
    Instant early = from.isAfter(Instant.EPOCH) ? from.minus(Duration.ofDays(2)) : Instant.EPOCH;
    dates.fastForward(early.toEpochMilli());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return dates.hasNext();
      }

      @Override
      public Instant next() {
        DateTime date = dates.nextDateTime();
        // the library would settle gaps and overlaps in ways of its own; java.time does as RFC 5545
        return LocalDateTime.of(
                date.getYear(),
                date.getMonth() + 1,
                date.getDayOfMonth(),
                date.getHours(),
                date.getMinutes(),
                date.getSeconds())
            .atZone(zone)
            .toInstant();
      }
    };
  }
}
