package dev.handover.dashboard;

import dev.handover.calendar.InvalidWindow;
import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.Scope;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A maintenance window as people choose it. What the plain choices cannot say is a rule of its own.
 *
 * @param repeats {@code daily}, {@code weekly} on the {@code days}, {@code monthly} on the {@code
 *     nth weekday}, or {@code rule} as {@code recurrence} says
 * @param days two letters each, such as {@code FR}
 * @param nth 1 … 4, or -1 for the last
 * @param from when it opens, such as {@code 22:00}
 * @param to when it closes, on the same day or the next
 * @param more whole days that it stays open beyond that, 0 … 6
 * @param first the first day that it may open; the day at hand if empty
 * @param last the last day that it may open; none if empty
 */
public record WindowForm(
    String name,
    String repeats,
    List<String> days,
    String nth,
    String weekday,
    String recurrence,
    String from,
    String to,
    Integer more,
    String zone,
    String first,
    String last,
    String workload,
    String site) {

  /** The fields at which something may be wrong. */
  static final List<String> FIELDS =
      List.of(
          "name",
          "repeats",
          "days",
          "recurrence",
          "from",
          "to",
          "zone",
          "first",
          "last",
          "workload",
          "site");

  private static final DateTimeFormatter UNTIL =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern PLAIN =
      Pattern.compile(
          "FREQ=(?:(DAILY)|(WEEKLY);BYDAY=([A-Z]{2}(?:,[A-Z]{2})*)|(MONTHLY);BYDAY=(-1|[1-4])([A-Z]{2}))"
              + "(?:;UNTIL=(\\d{8}T\\d{6}Z))?");

  public WindowForm {
    days = days == null ? List.of() : List.copyOf(days);
    more = more == null ? 0 : more;
  }

  /** What a new window begins with. */
  static WindowForm empty() {
    return new WindowForm(
        "", "daily", List.of(), "1", "SU", "", "22:00", "04:00", 0, "", "", "", "", "");
  }

  /** An existing window, by the plain choices where they can say its rule. */
  static WindowForm of(MaintenanceWindow window) {
    Matcher plain = PLAIN.matcher(window.recurrence());
    boolean isPlain = plain.matches();
    String until = isPlain && plain.group(7) != null ? day(plain.group(7), window.zone()) : "";
    long minutes = window.length().toMinutes();
    LocalTime from = window.firstStart().toLocalTime();
    return new WindowForm(
        window.name(),
        !isPlain
            ? "rule"
            : plain.group(1) != null ? "daily" : plain.group(2) != null ? "weekly" : "monthly",
        isPlain && plain.group(3) != null ? List.of(plain.group(3).split(",")) : List.of(),
        isPlain && plain.group(5) != null ? plain.group(5) : "1",
        isPlain && plain.group(6) != null ? plain.group(6) : "SU",
        isPlain ? "" : window.recurrence(),
        from.toString(),
        from.plusMinutes(minutes).toString(),
        (int) ((minutes - 1) / Duration.ofDays(1).toMinutes()),
        window.zone().getId(),
        window.firstStart().toLocalDate().toString(),
        until,
        window.scope().workload() == null ? "" : window.scope().workload(),
        window.scope().site() == null ? "" : window.scope().site());
  }

  private static String day(String until, ZoneId zone) {
    return UNTIL.parse(until, Instant::from).atZone(zone).toLocalDate().toString();
  }

  /**
   * @param now whose day in the time zone is the first, where none is said
   * @throws InvalidWindow with one of {@link #FIELDS}
   */
  MaintenanceWindow window(Instant now) {
    ZoneId at = at();
    LocalTime opens = time("from", from);
    LocalTime closes = time("to", to);
    LocalDate begins = blank(first) ? now.atZone(at).toLocalDate() : date("first", first);
    Duration length = Duration.between(opens, closes);
    if (length.isNegative() || length.isZero()) {
      length = length.plusDays(1);
    }
    try {
      return new MaintenanceWindow(
          name == null ? null : name.strip(),
          at,
          rule(at),
          begins.atTime(opens),
          length.plusDays(more),
          new Scope(blank(workload) ? null : workload, blank(site) ? null : site.strip()));
    } catch (InvalidWindow e) {
      throw new InvalidWindow(field(e.field()), e.getMessage());
    }
  }

  /** The same, before it has a name. */
  WindowForm orUnnamed() {
    return !blank(name)
        ? this
        : new WindowForm(
            "unnamed",
            repeats,
            days,
            nth,
            weekday,
            recurrence,
            from,
            to,
            more,
            zone,
            first,
            last,
            workload,
            site);
  }

  private String field(String ofWindow) {
    return switch (ofWindow) {
      case "firstStart" -> "first";
      case "length" -> "to";
      case "recurrence" -> "rule".equals(repeats) ? "recurrence" : "repeats";
      default -> ofWindow;
    };
  }

  private String rule(ZoneId at) {
    if ("rule".equals(repeats)) {
      return recurrence == null ? "" : recurrence.strip();
    }
    String rule =
        switch (repeats == null ? "" : repeats) {
          case "daily" -> "FREQ=DAILY";
          case "weekly" -> "FREQ=WEEKLY;BYDAY=" + String.join(",", chosenDays());
          case "monthly" -> "FREQ=MONTHLY;BYDAY=" + nth + weekday;
          default -> throw new InvalidWindow("repeats", "Choose when the window opens.");
        };
    return blank(last)
        ? rule
        : rule + ";UNTIL=" + UNTIL.format(date("last", last).atTime(23, 59, 59).atZone(at));
  }

  private List<String> chosenDays() {
    if (days.isEmpty()) {
      throw new InvalidWindow("days", "Choose at least one day of the week.");
    }
    return days;
  }

  private ZoneId at() {
    if (zone == null || !ZoneId.getAvailableZoneIds().contains(zone.strip())) {
      throw new InvalidWindow(
          "zone",
          blank(zone)
              ? "A window needs a time zone such as Europe/Berlin."
              : "'%s' is not a time zone; Europe/Berlin is one.".formatted(zone));
    }
    return ZoneId.of(zone.strip());
  }

  private static LocalTime time(String field, String text) {
    try {
      return LocalTime.parse(String.valueOf(text));
    } catch (DateTimeException e) {
      throw new InvalidWindow(field, "Say a time of day such as 22:00.");
    }
  }

  private static LocalDate date(String field, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new InvalidWindow(field, "Say a day such as 2026-12-31.");
    }
  }

  private static boolean blank(String text) {
    return text == null || text.isBlank();
  }
}
