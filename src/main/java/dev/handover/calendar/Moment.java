package dev.handover.calendar;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moments as sentences tell them, whatever the machine's locale and zone. */
public final class Moment {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("d MMMM uuuu HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Moment() {}

  /** {@code 30 November 2026 20:08 UTC}; seconds are left out. */
  public static String words(Instant at) {
    return FORMAT.format(at);
  }
}
