package dev.handover.plan;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Reads when a plan may move devices. */
final class ScheduleReader {

  private ScheduleReader() {}

  /** Reads a schedule; null, with its problems noted, where it is none. */
  static Schedule read(Place place, Soak soak, List<Double> waves) {
    if (!place.object("start", "window", "deadline", "expand")) {
      return null;
    }
    Duration deadline = place.at("deadline").or(null, Place::duration);
    if (deadline != null && soak != null) {
      Duration soaking = soak.pilot().plus(soak.wave().multipliedBy(waves.size()));
      if (deadline.compareTo(soaking) < 0) {
        place
            .at("deadline")
            .problem(
                "The pilot and its waves soak for %s altogether, longer than the deadline."
                    .formatted(soaking));
      }
    }
    return new Schedule(
        place.at("start").or(null, Place::instant),
        place.at("window").or(null, p -> p.text(60)),
        deadline,
        place.at("expand").or(null, ScheduleReader::expansion));
  }

  private static Expansion expansion(Place place) {
    if (!place.object("recurrence", "at", "zone")) {
      return null;
    }
    String recurrence = place.at("recurrence").text(200);
    LocalTime at = time(place.at("at"));
    ZoneId zone = zone(place.at("zone"));
    return recurrence == null || at == null || zone == null
        ? null
        : new Expansion(recurrence, at, zone);
  }

  private static LocalTime time(Place place) {
    String text = place.text(20);
    try {
      return text == null ? null : LocalTime.parse(text, DateTimeFormatter.ofPattern("HH:mm"));
    } catch (DateTimeException e) {
      place.problem("This must be a time of day such as 20:00.");
      return null;
    }
  }

  private static ZoneId zone(Place place) {
    String text = place.text(60);
    if (text != null && !ZoneId.getAvailableZoneIds().contains(text)) {
      place.problem("'%s' is not a time zone; Europe/Berlin is one.".formatted(text));
      return null;
    }
    return text == null ? null : ZoneId.of(text);
  }
}
