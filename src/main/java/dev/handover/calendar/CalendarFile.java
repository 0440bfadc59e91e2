package dev.handover.calendar;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.data.CalendarOutputter;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Parameter;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.TimeZone;
import net.fortuna.ical4j.model.TimeZoneRegistry;
import net.fortuna.ical4j.model.TimeZoneRegistryFactory;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.Categories;
import net.fortuna.ical4j.model.property.DateProperty;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.RRule;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.XProperty;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;

/**
 * Maintenance windows and freezes as an iCalendar file (RFC 5545). An event that recurs is a window
 * of the name in its summary; one that does not, and has the category {@code FREEZE}, is a freeze
 * for the reason in its summary. {@code X-HANDOVER-WORKLOAD} and {@code X-HANDOVER-SITE} are the
 * scope of either, {@code X-HANDOVER-OWNER} is the freeze's owner. Days and times without a zone
 * are those of the calendar's {@code X-WR-TIMEZONE}.
 */
public record CalendarFile(List<MaintenanceWindow> windows, List<Freeze> freezes) {

  private static final String FREEZE = "FREEZE";
  private static final String OWNER = "X-HANDOVER-OWNER";
  private static final String WORKLOAD = "X-HANDOVER-WORKLOAD";
  private static final String SITE = "X-HANDOVER-SITE";
  private static final String ZONE = "X-WR-TIMEZONE";

  public CalendarFile {
    windows = List.copyOf(windows);
    freezes = List.copyOf(freezes);
  }

  /**
   * @param now the moment of writing, which the format asks for
   */
  public String write(Instant now) {
    Calendar calendar = new Calendar();
    calendar.add(new ProdId("-//Handover//Calendar//EN"));
    calendar.add(ImmutableVersion.VERSION_2_0);
    zones(calendar);
    for (MaintenanceWindow window : windows) {
      VEvent event =
          new VEvent(window.firstStart().atZone(window.zone()), window.length(), window.name());
      event.add(new RRule<ZonedDateTime>(window.recurrence()));
      scoped(event, window.scope());
      calendar.add(stamped(event, "window-" + window.name(), now));
    }
    for (Freeze freeze : freezes) {
      VEvent event = new VEvent(freeze.startsAt(), freeze.endsAt(), freeze.reason());
      event.add(new Categories(FREEZE));
      event.add(new XProperty(OWNER, freeze.owner()));
      scoped(event, freeze.scope());
      calendar.add(stamped(event, "freeze-" + freeze.id(), now));
    }
    StringWriter text = new StringWriter();
    try {
      new CalendarOutputter(false).output(calendar, text);
    } catch (IOException e) {
      throw new IllegalStateException("text cannot fail to be written", e);
    }
    return text.toString();
  }

  /** The rules of each zone, as calendars without a table of zones want them. */
  private void zones(Calendar calendar) {
    TimeZoneRegistry registry = TimeZoneRegistryFactory.getInstance().createRegistry();
    Map<String, TimeZone> zones = new TreeMap<>();
    for (MaintenanceWindow window : windows) {
      TimeZone zone = registry.getTimeZone(window.zone().getId());
      if (zone != null) {
        zones.put(window.zone().getId(), zone);
      }
    }
    zones.values().forEach(zone -> calendar.add(zone.getVTimeZone()));
  }

  private static void scoped(VEvent event, Scope scope) {
    if (scope.workload() != null) {
      event.add(new XProperty(WORKLOAD, scope.workload()));
    }
    if (scope.site() != null) {
      event.add(new XProperty(SITE, scope.site()));
    }
  }

  private static Scope scope(VEvent event) {
    return new Scope(
        value(event.getProperty(WORKLOAD)).orElse(null),
        value(event.getProperty(SITE)).orElse(null));
  }

  private static VEvent stamped(VEvent event, String uid, Instant now) {
    event.replace(new DtStamp(now));
    event.add(new Uid(uid.replace(' ', '-') + "@handover"));
    return event;
  }

  /**
   * @param owner of freezes that name none
   * @throws InvalidWindow if the text is not a calendar, or an event is neither a window nor a
   *     freeze, or cannot be one; the field says which event
   */
  public static CalendarFile read(String text, String owner) {
    Calendar calendar;
    try {
      calendar = new CalendarBuilder().build(new StringReader(text));
    } catch (ParserException e) {
      throw new InvalidWindow(
          "line " + e.getLineNo(), "Line %d is not of an iCalendar file.".formatted(e.getLineNo()));
    } catch (IOException | RuntimeException e) {
      throw new InvalidWindow("body", "The body is not an iCalendar file (RFC 5545).");
    }
    List<MaintenanceWindow> windows = new ArrayList<>();
    List<Freeze> freezes = new ArrayList<>();
    int number = 0;
    Optional<ZoneId> zone = value(calendar.getProperty(ZONE)).map(CalendarFile::zone);
    for (VEvent event : calendar.<VEvent>getComponents("VEVENT")) {
      String name = value(event.getProperty(Property.SUMMARY)).orElse("");
      String where = "event %d ('%s')".formatted(++number, name);
      try {
        Optional<String> rule = value(event.getProperty(Property.RRULE));
        if (rule.isPresent()) {
          windows.add(window(event, name, rule.get(), zone));
        } else if (event.getProperties(Property.CATEGORIES).stream()
            .anyMatch(c -> List.of(c.getValue().split(",")).contains(FREEZE))) {
          freezes.add(freeze(event, name, owner, zone));
        } else {
          throw new InvalidWindow(
              where, "It neither recurs, as a window does, nor has the category FREEZE.");
        }
      } catch (InvalidWindow e) {
        throw new InvalidWindow(where, e.getMessage());
      } catch (DateTimeException | IllegalArgumentException e) {
        throw new InvalidWindow(where, "Its times cannot be read.");
      }
    }
    return new CalendarFile(windows, freezes);
  }

  private static MaintenanceWindow window(
      VEvent event, String name, String rule, Optional<ZoneId> calendarZone) {
    DateProperty<Temporal> start = start(event);
    ZoneId zone =
        start
            .getParameter(Parameter.TZID)
            .map(p -> zone(p.getValue()))
            .or(() -> isUtc(start) ? Optional.of(ZoneId.of("UTC")) : calendarZone)
            .orElseThrow(() -> new InvalidWindow("zone", "Its start needs a time zone (TZID)."));
    LocalDateTime first =
        start.getDate() instanceof LocalDate day
            ? day.atStartOfDay()
            : LocalDateTime.from(start.getDate());
    Duration length =
        event
            .<net.fortuna.ical4j.model.property.Duration>getProperty(Property.DURATION)
            .map(d -> Duration.from(d.getDuration()))
            .orElseGet(() -> Duration.between(moment(start, zone), moment(end(event), zone)));
    return new MaintenanceWindow(name, zone, rule, first, length, scope(event));
  }

  private static Freeze freeze(
      VEvent event, String reason, String owner, Optional<ZoneId> calendarZone) {
    ZoneId zone = calendarZone.orElse(null);
    DateProperty<Temporal> start = start(event);
    Instant from = moment(start, zone);
    Instant to =
        event
            .<net.fortuna.ical4j.model.property.Duration>getProperty(Property.DURATION)
            .map(d -> from.plus(Duration.from(d.getDuration())))
            .orElseGet(() -> moment(end(event), zone));
    Scope scope = scope(event);
    return new Freeze(
        null,
        value(event.getProperty(OWNER)).orElse(owner),
        reason,
        from,
        to,
        scope.workload(),
        scope.site());
  }

  private static DateProperty<Temporal> start(VEvent event) {
    return event
        .<DateProperty<Temporal>>getProperty(Property.DTSTART)
        .orElseThrow(() -> new InvalidWindow("start", "It has no start (DTSTART)."));
  }

  private static DateProperty<Temporal> end(VEvent event) {
    return event
        .<DateProperty<Temporal>>getProperty(Property.DTEND)
        .orElseThrow(
            () -> new InvalidWindow("end", "It has neither an end (DTEND) nor a DURATION."));
  }

  /**
   * @param zone of days and times that name none; null: they cannot be told
   */
  private static Instant moment(DateProperty<Temporal> time, ZoneId zone) {
    if (isUtc(time)) {
      return Instant.from(time.getDate());
    }
    ZoneId its = time.getParameter(Parameter.TZID).map(p -> zone(p.getValue())).orElse(zone);
    if (its == null) {
      throw new InvalidWindow(
          "zone", "Its times need a time zone (TZID), or the calendar one (X-WR-TIMEZONE).");
    }
    return time.getDate() instanceof LocalDate day
        ? day.atStartOfDay(its).toInstant()
        : LocalDateTime.from(time.getDate()).atZone(its).toInstant();
  }

  private static boolean isUtc(DateProperty<Temporal> time) {
    return time.getParameter(Parameter.TZID).isEmpty()
        && time.getDate().isSupported(ChronoField.INSTANT_SECONDS);
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
