package dev.handover.device;

import dev.handover.device.FleetImport.RefusedLine;
import java.util.List;

/** A file of which nothing was taken, because some of its lines cannot be used. */
public class RefusedFleet extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<RefusedLine> lines;
  private final long count;

  RefusedFleet(List<RefusedLine> lines, long count) {
    super(
        count == 1
            ? "Line %d cannot be used, so nothing was imported.".formatted(lines.get(0).line())
            : "%,d lines cannot be used, so nothing was imported.".formatted(count));
    this.lines = List.copyOf(lines);
    this.count = count;
  }

  /** The first of them, by line. */
  public List<RefusedLine> lines() {
    return lines;
  }

  /** All of them. */
  public long count() {
    return count;
  }
}
