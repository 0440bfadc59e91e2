package dev.handover.calendar;

import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.fortuna.ical4j.data.CalendarOutputter;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.TimeZone;
import net.fortuna.ical4j.model.TimeZoneRegistry;
import net.fortuna.ical4j.model.TimeZoneRegistryFactory;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.Categories;
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
 *
 * @param cancelled events that were read and are neither, for their status is {@code CANCELLED}
 */
public record CalendarFile(List<MaintenanceWindow> windows, List<Freeze> freezes, int cancelled) {

  static final String FREEZE = "FREEZE";
  static final String OWNER = "X-HANDOVER-OWNER";
  static final String WORKLOAD = "X-HANDOVER-WORKLOAD";
  static final String SITE = "X-HANDOVER-SITE";
  static final String ZONE = "X-WR-TIMEZONE";

  public CalendarFile {
    windows = List.copyOf(windows);
    freezes = List.copyOf(freezes);
  }

  /** What is to be written. */
  public CalendarFile(List<MaintenanceWindow> windows, List<Freeze> freezes) {
    this(windows, freezes, 0);
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

  private static VEvent stamped(VEvent event, String uid, Instant now) {
    event.replace(new DtStamp(now));
    event.add(new Uid(uid.replace(' ', '-') + "@handover"));
    return event;
  }

  /**
   * @param owner of freezes that name none
   * @throws InvalidWindow if the text is not a calendar, or an event is neither a window nor a
   *     freeze, cannot be one, or says more than is kept; the field says which event
   */
  public static CalendarFile read(String text, String owner) {
    return new CalendarReader(text, owner).read();
  }
}
