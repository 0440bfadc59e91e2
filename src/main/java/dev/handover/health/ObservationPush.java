package dev.handover.health;

import dev.handover.device.OnError;
import dev.handover.device.RefusedBatch;
import dev.handover.device.RefusedLine;
import dev.handover.device.RefusedLines;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes readings of administrators' signals that somebody else has measured. The lines are streamed
 * and nothing is locked while they come; then those who push the same signals go one by one.
 */
@Component
public class ObservationPush {

  private final JdbcOperations jdbc;
  private final SignalRegistry signals;
  private final Clock clock;

  public ObservationPush(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.signals = new SignalRegistry(JdbcClient.create(jdbc));
    this.clock = clock;
  }

  /**
   * What became of the lines; {@code read} is the sum of the four other counts.
   *
   * @param created first readings of a signal on a device
   * @param updated readings that replace an older one
   * @param unchanged lines that were known, or are not the newest of their device and signal
   * @param rejected the first 100 of the lines that cannot be used
   * @param rejectedCount all of them
   * @param signals how many lines name which signal
   */
  public record Result(
      long read,
      long created,
      long updated,
      long unchanged,
      List<RefusedLine> rejected,
      long rejectedCount,
      SortedMap<String, Long> signals) {}

  /**
   * Takes lines within the caller's transaction, which must not be kept if this fails: of a call
   * that is refused nothing is remembered, its refused readings neither. It is as if it had not
   * come, and what does not come passes no wave. Where bad lines are skipped, each that names a
   * device and a signal counts as refused evidence of both.
   *
   * @param body one JSON object a line, at most 100,000 of 1,000 bytes
   * @throws RefusedBatch if lines cannot be used and are not to be skipped
   * @throws UnfitBody if there is too much of it, or it comes too slowly
   * @throws OptimisticLockingFailureException if a signal came to mean something else meanwhile
   * @throws java.io.UncheckedIOException if the stream fails
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public Result run(InputStream body, OnError onError) {
    RefusedLines refused = new RefusedLines();
    Map<String, Signal> meant =
        signals.custom().stream().collect(Collectors.toMap(Signal::name, Function.identity()));
    PushedLines lines = new PushedLines(meant, clock, refused);
    ReadingMerge.LINES.fill(jdbc, rows -> lines.read(body, rows));
    hold(lines.linesBySignal().keySet(), meant);
    ReadingMerge merge = new ReadingMerge(jdbc);
    merge.find(refused);
    if (refused.count() > 0 && onError == OnError.REFUSE) {
      throw new RefusedBatch(refused);
    }
    ReadingMerge.Merged merged = merge.merge(clock.instant());
    return new Result(
        lines.read(),
        merged.created(),
        merged.updated(),
        lines.read() - refused.count() - merged.created() - merged.updated(),
        refused.first(),
        refused.count(),
        lines.linesBySignal());
  }

  /** Nobody redefines them, or pushes them, until the transaction ends. */
  private void hold(Set<String> names, Map<String, Signal> meant) {
    List<Signal> held = signals.hold(names);
    if (held.size() < names.size()
        || !held.stream().allMatch(s -> SignalRegistry.sameMeaning(s, meant.get(s.name())))) {
      throw new OptimisticLockingFailureException("a signal was defined anew meanwhile");
    }
  }
}
