package dev.handover.device;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Counts the lines of a batch that cannot be used, and keeps the first of them. */
public final class RefusedLines {

  /** So many are kept. */
  public static final int KEPT = 100;

  private final TreeSet<RefusedLine> first =
      new TreeSet<>(Comparator.comparingLong(RefusedLine::line));
  private long count;

  public void add(long line, String message) {
    first.add(new RefusedLine(line, message));
    if (first.size() > KEPT) {
      first.pollLast();
    }
    count++;
  }

  /** Lines beyond those that were added by name. */
  public void addUnnamed(long lines) {
    count += lines;
  }

  public long count() {
    return count;
  }

  public List<RefusedLine> first() {
    return List.copyOf(first);
  }
}
