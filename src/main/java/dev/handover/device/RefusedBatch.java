package dev.handover.device;

import java.util.List;

/** Lines of which nothing was taken, because some of them cannot be used. */
public class RefusedBatch extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<RefusedLine> lines;
  private final long count;

  public RefusedBatch(RefusedLines refused) {
    super(
        refused.count() == 1
            ? "Line %d cannot be used, so nothing was imported."
                .formatted(refused.first().get(0).line())
            : "%,d lines cannot be used, so nothing was imported.".formatted(refused.count()));
    this.lines = refused.first();
    this.count = refused.count();
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
