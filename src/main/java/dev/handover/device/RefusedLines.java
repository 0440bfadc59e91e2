package dev.handover.device;

import dev.handover.device.FleetImport.RefusedLine;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Counts the lines of a file that cannot be used, and keeps the first of them. */
final class RefusedLines {

  static final int KEPT = 100;

  private final TreeSet<RefusedLine> first =
      new TreeSet<>(Comparator.comparingLong(RefusedLine::line));
  private long count;

  void add(long line, String message) {
    first.add(new RefusedLine(line, message));
    if (first.size() > KEPT) {
      first.pollLast();
    }
    count++;
  }

  /** Lines beyond those that were added by name. */
  void addUnnamed(long lines) {
    count += lines;
  }

  long count() {
    return count;
  }

  List<RefusedLine> first() {
    return List.copyOf(first);
  }
}
