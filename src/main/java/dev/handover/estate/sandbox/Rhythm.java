package dev.handover.estate.sandbox;

import java.time.Instant;
import java.util.List;

/**
 * Something that every device does once per period, each at a phase of its own. When it did so last
 * is worked out, so that ten thousand check-ins cost no write.
 *
 * <p>The sandbox counts in whole seconds since 1970.
 *
 * @param period in seconds
 * @param phase the column that holds each device's phase, 0 … period − 1
 * @param last the column of the last time out of rhythm, or before it fell silent; may be null
 * @param silent the column that says whether it has fallen silent
 */
record Rhythm(long period, String phase, String last, String silent) {

  /** A client's report to the site. */
  static final Rhythm REPORT =
      new Rhythm(24 * 3_600, "report_phase", "reported_at", "configmgr_silent");

  /** A device's check-in with Intune. */
  static final Rhythm SYNC = new Rhythm(8 * 3_600, "sync_phase", "synced_at", "intune_silent");

  /** The first whole second that is not before this moment. */
  static long ceil(Instant instant) {
    return instant.getEpochSecond() + (instant.getNano() > 0 ? 1 : 0);
  }

  /** The last time in rhythm that is not after this second. */
  long floor(long at, int ofPhase) {
    return at - Math.floorMod(at - ofPhase, period);
  }

  /** When a device did it last; {@code last} is 0 for never out of rhythm. */
  long latest(long now, int ofPhase, long lastOutOfRhythm, boolean isSilent) {
    return isSilent ? lastOutOfRhythm : Math.max(lastOutOfRhythm, floor(now, ofPhase));
  }

  /**
   * Selects the devices that did it at one of the seconds {@code since} … {@code now}, both bound
   * by name; every part can use an index.
   *
   * @param columns what to select
   * @param present what else must hold
   */
  String select(String columns, String present, long since, long now) {
    String from = "select %s from sandbox_device where %s and ".formatted(columns, present);
    if (now - since + 1 >= period) {
      return from + "(not %s or %s >= :since)".formatted(silent, last);
    }
    StringBuilder sql = new StringBuilder();
    List<String> parts = parts(Math.floorMod(since, period), Math.floorMod(now, period));
    for (String part : parts) {
      sql.append(from).append("not %s and %s union all ".formatted(silent, part));
    }
    return sql.append(from)
        .append(
            "%s >= :since and (%s or not (%s))".formatted(last, silent, String.join(" or ", parts)))
        .toString();
  }

  private List<String> parts(long from, long to) {
    return from <= to
        ? List.of("%s between %d and %d".formatted(phase, from, to))
        : List.of("%s >= %d".formatted(phase, from), "%s <= %d".formatted(phase, to));
  }
}
