package dev.handover.device;

import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Reads a fleet from an export of either system. The file is streamed: memory does not grow with
 * it.
 */
@Component
public class FleetImport {

  /** Clocks of clients are wrong by time zones; a report from beyond would outlast real ones. */
  private static final Duration AHEAD = Duration.ofDays(1);

  private final JdbcOperations jdbc;
  private final Clock clock;

  public FleetImport(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * What became of the lines of a file; {@code read} is the sum of all the other counts.
   *
   * @param created devices, or installations of an application, that were not known
   * @param updated devices that were
   * @param older lines that are older than what is known of their device, or tell no time while
   *     that has one; they change nothing
   * @param unchanged lines that tell what is known
   * @param passedOver lines about something else: other systems than Windows, devices that Intune
   *     or Configuration Manager lists and does not manage
   * @param rejected the first 100 of the lines that cannot be used
   * @param rejectedCount all of them
   */
  public record Result(
      long read,
      long created,
      long updated,
      long older,
      long unchanged,
      long passedOver,
      List<RefusedLine> rejected,
      long rejectedCount) {}

  /**
   * Imports a file within the caller's transaction, which must not be kept if this fails.
   *
   * @param file is closed
   * @throws InvalidFleetFile if the file as a whole cannot be read
   * @throws RefusedBatch if lines cannot be used and are not to be skipped
   * @throws java.io.UncheckedIOException if the stream fails
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public Result run(FleetFormat format, InputStream file, OnError onError) {
    RefusedLines refused = new RefusedLines();
    FleetReader reader = new FleetReader(format, clock.instant().plus(AHEAD), refused);
    boolean applications = format == FleetFormat.INTUNE_APPLICATIONS;
    (applications ? ApplicationMerge.INSTALLED : FleetMerge.ROWS)
        .fill(jdbc, rows -> reader.read(file, rows));
    FleetMerge merge =
        switch (format) {
          case CONFIGMGR_DEVICES -> new ClientMerge(jdbc, refused, reader.tellsMask());
          case INTUNE_DEVICES, COMANAGED_WORKLOADS -> new EnrolmentMerge(jdbc, refused);
          case INTUNE_APPLICATIONS -> new ApplicationMerge(jdbc, refused);
        };
    merge.check();
    if (refused.count() > 0 && onError == OnError.REFUSE) {
      throw new RefusedBatch(refused);
    }
    FleetMerge.Outcome outcome = merge.merge();
    return new Result(
        reader.read(),
        outcome.created(),
        outcome.updated(),
        outcome.older(),
        outcome.unchanged(),
        reader.passedOver(),
        refused.first(),
        refused.count());
  }
}
