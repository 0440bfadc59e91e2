package dev.handover.authority;

import dev.handover.device.Devices;
import dev.handover.estate.EstateException;
import dev.handover.estate.IntuneTenant;
import dev.handover.estate.IntuneTenant.Installation;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads once a day which applications are installed. Intune writes the report when it is asked for
 * and takes its time, so one cycle asks and a later one collects.
 */
@Component
class ApplicationReport {

  /** A source in {@code read_cursor}. */
  static final String SOURCE = "intune-applications";

  private static final Duration EVERY = Duration.ofDays(1);

  /** A report that is still not written is asked for anew. */
  private static final Duration PATIENCE = Duration.ofHours(6);

  private final IntuneTenant tenant;
  private final Devices devices;
  private final JdbcClient jdbc;
  private final Clock clock;

  ApplicationReport(IntuneTenant tenant, Devices devices, JdbcClient jdbc, Clock clock) {
    this.tenant = tenant;
    this.devices = devices;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  private record Job(String id, Instant askedAt) {}

  /**
   * @return now if the report has been taken over, else {@code since}
   */
  Instant read(Instant since) {
    Instant now = clock.instant();
    if (now.isBefore(since.plus(EVERY))) {
      return since;
    }
    Optional<Job> job = job();
    if (job.isEmpty() || now.isAfter(job.get().askedAt().plus(PATIENCE))) {
      ask(now);
      return since;
    }
    return collect(job.get().id()) ? now : since;
  }

  private Optional<Job> job() {
    return jdbc.sql("select job, asked_at from estate_export where source = :source")
        .param("source", SOURCE)
        .query((rs, n) -> new Job(rs.getString("job"), Sql.instant(rs, "asked_at")))
        .optional();
  }

  private void ask(Instant now) {
    String job = tenant.exportApplications();
    forget();
    jdbc.sql("insert into estate_export (source, job, asked_at) values (:source, :job, :now)")
        .param("source", SOURCE)
        .param("job", job)
        .param("now", Sql.time(now))
        .update();
  }

  private void forget() {
    jdbc.sql("delete from estate_export where source = :source").param("source", SOURCE).update();
  }

  private boolean collect(String job) {
    Optional<Stream<Installation>> report;
    try {
      report = tenant.applications(job);
    } catch (EstateException e) {
      forget(); // It may be gone for good.
      throw e;
    }
    if (report.isEmpty()) {
      return false;
    }
    try (Stream<Installation> rows = report.get()) {
      devices.saveApplications(
          rows.map(row -> new Devices.Installed(row.intuneId(), row.application())));
    }
    forget();
    return true;
  }
}
