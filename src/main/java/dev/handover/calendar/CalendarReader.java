package dev.handover.calendar;

import java.io.IOException;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Parameter;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.TimeZone;
import net.fortuna.ical4j.model.TimeZoneRegistryFactory;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.DateProperty;

/**
 * Reads a {@link CalendarFile}. What an event says and the calendar cannot keep is refused, never
 * passed over: the window would open, or the freeze end, at other times than were meant.
 */
final class CalendarReader {

  private static final String NOT_THEN = "leave it out, and add a freeze for that time.";
  private static final String ALSO_THEN =
      "leave it out, and add an event for that time, for a window with RRULE:FREQ=DAILY;COUNT=1.";

  /** What an event can say and is not kept, and what would be right instead. */
  private static final Map<String, String> NOT_KEPT =
      Map.of(
          Property.EXDATE, NOT_THEN,
          Property.EXRULE, NOT_THEN,
          Property.RDATE, ALSO_THEN,
          Property.RECURRENCE_ID,
              "leave the event out, add a freeze for the time it replaces, and a window for its own"
                  + " with RRULE:FREQ=DAILY;COUNT=1.");

  private final String text;
  private final String owner;
  private final Map<String, MaintenanceWindow> windows = new LinkedHashMap<>();
  private final List<Freeze> freezes = new ArrayList<>();
  private Optional<ZoneId> calendarZone = Optional.empty();
  private int cancelled;

  /**
   * @param owner of freezes that name none
   */
  CalendarReader(String text, String owner) {
    this.text = text;
    this.owner = owner;
  }

  CalendarFile read() {
    Calendar calendar = parsed();
    calendarZone = value(calendar.getProperty(CalendarFile.ZONE)).map(CalendarReader::zone);
    int number = 0;
    for (VEvent event : calendar.<VEvent>getComponents("VEVENT")) {
      String name = value(event.getProperty(Property.SUMMARY)).orElse("");
      number++;
      try {
        read(event, name);
      } catch (InvalidWindow e) {
        throw refused(number, name, e.getMessage());
      } catch (DateTimeException | IllegalArgumentException e) {
        throw refused(
            number,
            name,
            "Its times cannot be read; DTSTART;TZID=Europe/Berlin:20261220T220000 is one.");
      }
    }
    return new CalendarFile(List.copyOf(windows.values()), freezes, cancelled);
  }

  private static InvalidWindow refused(int number, String name, String why) {
    String event = "vent %d ('%s')".formatted(number, name);
    return new InvalidWindow("e" + event, "E%s: %s".formatted(event, why));
  }

  private Calendar parsed() {
    try {
      return new CalendarBuilder().build(new StringReader(text));
    } catch (ParserException e) {
      throw unreadable(e.getLineNo());
    } catch (IOException | RuntimeException e) {
      throw new InvalidWindow("body", "The body is not an iCalendar file (RFC 5545).");
    }
  }

  /** The library tells the line; people look for the event, and for what it says. */
  private InvalidWindow unreadable(int line) {
    List<String> before = text.lines().limit(line).toList();
    int begin = before.lastIndexOf("BEGIN:VEVENT");
    if (begin <= before.lastIndexOf("END:VEVENT") || begin == before.size() - 1) {
      return new InvalidWindow(
          "line " + line, "Line %d is not of an iCalendar file.".formatted(line));
    }
    String name =
        text.lines()
            .skip(begin)
            .takeWhile(l -> !l.equals("END:VEVENT"))
            .filter(l -> l.startsWith("SUMMARY:"))
            .map(l -> l.substring(l.indexOf(':') + 1))
            .findFirst()
            .orElse("");
    String unfolded = String.join("\n", before).replaceAll("\n[ \t]", "");
    return refused(
        Collections.frequency(before, "BEGIN:VEVENT"),
        name,
        "'%s' (line %d) cannot be read."
            .formatted(unfolded.substring(unfolded.lastIndexOf('\n') + 1), line));
  }

  private void read(VEvent event, String name) {
    if (event.getProperty(Property.RECURRENCE_ID).isEmpty()
        && value(event.getProperty(Property.STATUS))
            .filter("CANCELLED"::equalsIgnoreCase)
            .isPresent()) {
      cancelled++;
      return;
    }
    for (Property said : event.getProperties()) {
      if (NOT_KEPT.containsKey(said.getName())) {
        throw new InvalidWindow(
            said.getName(),
            "%s:%s is not kept; %s"
                .formatted(said.getName(), said.getValue(), NOT_KEPT.get(said.getName())));
      }
    }
    List<Property> rules = event.getProperties(Property.RRULE);
    boolean freeze =
        event.getProperties(Property.CATEGORIES).stream()
            .flatMap(c -> Stream.of(c.getValue().split(",")))
            .anyMatch(c -> c.strip().equalsIgnoreCase(CalendarFile.FREEZE));
    if (freeze && rules.isEmpty()) {
      freezes.add(freeze(event, name));
    } else if (freeze) {
      throw new InvalidWindow(
          Property.RRULE, "A freeze does not recur (RRULE); add one for each time.");
    } else if (rules.isEmpty()) {
      throw new InvalidWindow(
          Property.RRULE, "It neither recurs, as a window does, nor has the category FREEZE.");
    } else if (rules.size() > 1) {
      throw new InvalidWindow(
          Property.RRULE, "It recurs by several rules (RRULE); add a window for each.");
    } else if (windows.put(name, window(event, name, rules.get(0).getValue())) != null) {
      throw new InvalidWindow(
          Property.SUMMARY, "Another window of the file has this name; each needs its own.");
    }
  }

  private MaintenanceWindow window(VEvent event, String name, String rule) {
    DateProperty<Temporal> start = start(event);
    ZoneId zone = zone(start);
    return new MaintenanceWindow(
        name,
        zone,
        rule,
        local(start),
        Duration.between(local(start).atZone(zone), end(event)),
        scope(event));
  }

  private Freeze freeze(VEvent event, String reason) {
    Scope scope = scope(event);
    return new Freeze(
        null,
        value(event.getProperty(CalendarFile.OWNER)).orElse(owner),
        reason,
        moment(start(event)).toInstant(),
        end(event).toInstant(),
        scope.workload(),
        scope.site());
  }

  private static Scope scope(VEvent event) {
    return new Scope(
        value(event.getProperty(CalendarFile.WORKLOAD)).orElse(null),
        value(event.getProperty(CalendarFile.SITE)).orElse(null));
  }

  private static DateProperty<Temporal> start(VEvent event) {
    return event
        .<DateProperty<Temporal>>getProperty(Property.DTSTART)
        .orElseThrow(() -> new InvalidWindow("start", "It has no start (DTSTART)."));
  }

  private ZonedDateTime end(VEvent event) {
    DateProperty<Temporal> start = start(event);
    return event
        .<net.fortuna.ical4j.model.property.Duration>getProperty(Property.DURATION)
        .map(d -> moment(start).plus(d.getDuration()))
        .or(() -> event.<DateProperty<Temporal>>getProperty(Property.DTEND).map(this::moment))
        .or(() -> Optional.of(start).filter(CalendarReader::isDay).map(s -> moment(s).plusDays(1)))
        .orElseThrow(
            () -> new InvalidWindow("end", "It has neither an end (DTEND) nor a DURATION."));
  }

  private ZonedDateTime moment(DateProperty<Temporal> time) {
    ZoneId zone = zone(time);
    return local(time).atZone(zone);
  }

  private static LocalDateTime local(DateProperty<Temporal> time) {
    return time.getDate() instanceof LocalDate day
        ? day.atStartOfDay()
        : LocalDateTime.from(time.getDate());
  }

  private ZoneId zone(DateProperty<Temporal> time) {
    Optional<String> named = time.getParameter(Parameter.TZID).map(Parameter::getValue);
    if (isDay(time)) {
      if (named.isPresent()) {
        throw new InvalidWindow(
            "zone",
            "A whole day (VALUE=DATE) names no time zone (TZID); it is one of the calendar's"
                + " (X-WR-TIMEZONE:Europe/Berlin).");
      }
      return calendarZone.orElseThrow(
          () ->
              new InvalidWindow(
                  "zone",
                  "A whole day (VALUE=DATE) needs the calendar's time zone"
                      + " (X-WR-TIMEZONE:Europe/Berlin)."));
    }
    if (named.isEmpty() && time.getDate().isSupported(ChronoField.INSTANT_SECONDS)) {
      return ZoneId.of("UTC");
    }
    return named
        .map(CalendarReader::zone)
        .or(() -> calendarZone)
        .orElseThrow(
            () ->
                new InvalidWindow(
                    "zone",
                    "Its times need a time zone (TZID), or the calendar one (X-WR-TIMEZONE)."));
  }

  /** Asked before the date is: the library reads none from a day that names a zone. */
  private static boolean isDay(DateProperty<Temporal> time) {
    return time.getParameter(Parameter.VALUE).filter(v -> v.getValue().equals("DATE")).isPresent()
        || time.getParameter(Parameter.TZID).isEmpty() && time.getDate() instanceof LocalDate;
  }

  /** By its IANA name, or by one of Windows or Outlook that the library knows. */
  private static ZoneId zone(String name) {
    if (ZoneId.getAvailableZoneIds().contains(name)) {
      return ZoneId.of(name);
    }
    TimeZone known = TimeZoneRegistryFactory.getInstance().createRegistry().getTimeZone(name);
    if (known != null && ZoneId.getAvailableZoneIds().contains(known.getID())) {
      return ZoneId.of(known.getID());
    }
    throw new InvalidWindow(
        "zone", "'%s' is not a time zone; Europe/Berlin is one.".formatted(name));
  }

  private static Optional<String> value(Optional<? extends Property> property) {
    return property.map(Property::getValue).filter(v -> !v.isBlank());
  }
}
