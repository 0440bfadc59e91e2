package dev.handover.health;

import dev.handover.device.RefusedLines;
import dev.handover.sql.TemporaryTable.Sink;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads readings line by line into rows of {@link ReadingMerge#LINES}, and says which it refuses.
 */
final class PushedLines {

  static final int MOST_LINES = 100_000;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Clocks differ a little; a reading of the next moment counts once that has come. */
  private static final Duration AHEAD = Duration.ofMinutes(1);

  private final Map<String, Signal> signals;
  private final Clock clock;
  private final RefusedLines refused;
  private final SortedMap<String, Long> linesBySignal = new TreeMap<>();
  private long read;

  PushedLines(Map<String, Signal> signals, Clock clock, RefusedLines refused) {
    this.signals = signals;
    this.clock = clock;
    this.refused = refused;
  }

  /** Lines, blank ones apart. */
  long read() {
    return read;
  }

  /** How many of them name which signal; only those that may be pushed. */
  SortedMap<String, Long> linesBySignal() {
    return linesBySignal;
  }

  /**
   * @throws UnfitBody if there is too much of it, or it comes too slowly
   */
  void read(InputStream body, Sink rows) throws IOException, SQLException {
    ByteLines lines = new ByteLines(body, PATIENCE);
    PushedLine line = new PushedLine(signals);
    while (lines.next()) {
      if (lines.tooLong()) {
        count(lines);
        refused.add(
            lines.number(), "The line is longer than %,d bytes.".formatted(ByteLines.LONGEST_LINE));
      } else if (line.read(
          lines.buffer(), lines.start(), lines.length(), clock.instant().plus(AHEAD))) {
        count(lines);
        take(line, lines.number(), rows);
      }
    }
  }

  private void count(ByteLines lines) throws IOException {
    if (++read > MOST_LINES) {
      lines.skipTheRest();
      throw new UnfitBody(
          UnfitBody.Why.TOO_LARGE,
          "The body has more than %,d lines; send the rest in another call.".formatted(MOST_LINES));
    }
  }

  private void take(PushedLine line, long number, Sink rows) throws SQLException {
    if (line.problem() != null) {
      refused.add(number, line.problem());
    }
    if (line.namesItsSubject()) {
      linesBySignal.merge(line.signal().name(), 1L, Long::sum);
      rows.add(line.row(number));
    }
  }
}
