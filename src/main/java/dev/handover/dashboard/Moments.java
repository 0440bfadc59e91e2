package dev.handover.dashboard;

import dev.handover.plan.GatePolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Moments as pages write them, by the estate's clock.
 *
 * @param now what that clock shows
 */
public record Moments(Instant now) {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  /** {@code 23 Nov 2026, 12:00 UTC}; a dash for null. */
  public String show(Instant at) {
    return at == null ? "–" : FORMAT.format(at) + " UTC";
  }

  /** {@code in 3 h}, {@code 2 days ago}, {@code now}; empty for null. */
  public String relative(Instant at) {
    if (at == null) {
      return "";
    }
    Duration away = Duration.between(now, at);
    String size = size(away.abs());
    if (size.isEmpty()) {
      return "now";
    }
    return away.isNegative() ? size + " ago" : "in " + size;
  }

  /** As {@link #relative}, of something that is still to come: late is not over, nor soon now. */
  public String due(Instant at) {
    String in = relative(at);
    if (at != null && !at.isAfter(now)) {
      return "any moment now";
    }
    return in.equals("now") ? "in under a minute" : in;
  }

  /** Whether what was seen then says little of now: older than a gate takes as a rule. */
  public boolean old(Instant at) {
    return at != null && at.isBefore(now.minus(GatePolicy.USUAL_AGE));
  }

  /** {@code 3 days}, {@code 5 h}, {@code 20 min}; empty below a minute. */
  static String size(Duration duration) {
    if (duration.toDays() >= 2) {
      return duration.toDays() + " days";
    }
    if (duration.toHours() >= 2) {
      return duration.toHours() + " h";
    }
    return duration.toMinutes() >= 1 ? duration.toMinutes() + " min" : "";
  }
}
