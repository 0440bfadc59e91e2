package dev.handover.enablement;

import dev.handover.estate.ConfigMgrSite;
import dev.handover.estate.ConfigMgrSite.EnrolmentFailure;
import dev.handover.estate.EstateException;
import dev.handover.estate.ReadCursors;
import dev.handover.sql.Sql;
import dev.handover.sql.TemporaryTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads back what automatic enrolment is set to, and whose attempts to enrol have failed. That
 * devices have enrolled is read with the fleet.
 */
@Repository
class EnrolmentReading {

  static final String SOURCE = "configmgr-enrolment";

  /** A client tries again three times, a quarter of an hour apart. */
  static final int RETRIES = 3;

  /** Whoever fails again after this long has begun anew, and whoever is silent as long gave up. */
  static final Duration SILENCE = Duration.ofHours(1);

  private static final List<String> COLUMNS =
      List.of("resource_id bigint", "code bigint", "attempted_at timestamp(6) with time zone");

  private static final TemporaryTable READ = new TemporaryTable("enrolment_read", COLUMNS);
  private static final TemporaryTable NEWER =
      new TemporaryTable(
          "enrolment_newer",
          List.of(
              "resource_id bigint",
              "code bigint",
              "failing_since timestamp(6) with time zone",
              "attempted_at timestamp(6) with time zone"));

  private final ConfigMgrSite site;
  private final NamedParameterJdbcTemplate batch;
  private final JdbcClient jdbc;
  private final ReadCursors cursors;
  private final TransactionTemplate transaction;
  private final Clock clock;

  EnrolmentReading(
      ConfigMgrSite site,
      NamedParameterJdbcTemplate batch,
      ReadCursors cursors,
      TransactionTemplate transaction,
      Clock clock) {
    this.site = site;
    this.batch = batch;
    this.jdbc = JdbcClient.create(batch);
    this.cursors = cursors;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Call it outside of transactions. What fails is noted, and tried again in the next cycle. */
  void read() {
    Instant now = clock.instant();
    try {
      ConfigMgrSite.EnrolmentReading setting = site.autoEnrolment();
      List<EnrolmentFailure> failures = site.enrolmentFailures(newest());
      transaction.executeWithoutResult(
          t -> {
            save(setting, now);
            save(failures);
            cursors.succeeded(SOURCE, now);
          });
    } catch (EstateException e) {
      cursors.failed(SOURCE, e.getMessage());
    }
  }

  /** Empty if it has never been read. */
  Optional<SiteSetting> setting() {
    return jdbc.sql(
            """
            select a.setting, a.collection, a.read_at, c.name from auto_enrolment a
            left join collection c on c.id = a.collection
            where a.id = 1""")
        .query(
            (rs, n) ->
                new SiteSetting(
                    dev.handover.estate.AutoEnrolment.valueOf(rs.getString("setting")),
                    rs.getString("collection"),
                    rs.getString("name"),
                    Sql.instant(rs, "read_at")))
        .optional();
  }

  private Instant newest() {
    return jdbc.sql("select max(attempted_at) as newest from enrolment_failure")
        .query((rs, n) -> Optional.ofNullable(Sql.instant(rs, "newest")).orElse(Instant.EPOCH))
        .single();
  }

  private void save(ConfigMgrSite.EnrolmentReading reading, Instant now) {
    jdbc.sql("delete from auto_enrolment").update();
    jdbc.sql(
            """
            insert into auto_enrolment (id, setting, collection, read_at)
            values (1, :setting, :collection, :now)""")
        .param("setting", reading.setting().name())
        .param("collection", reading.collectionId())
        .param("now", Sql.time(now))
        .update();
  }

  private void save(List<EnrolmentFailure> failures) {
    if (failures.isEmpty()) {
      return;
    }
    READ.fill(
        batch.getJdbcOperations(),
        sink -> {
          for (EnrolmentFailure failure : failures) {
            sink.add(failure.resourceId(), failure.code(), Sql.time(failure.attemptedAt()));
          }
        });
    NEWER.fill(
        batch,
        """
        select r.resource_id, r.code,
          case when f.attempted_at >= r.attempted_at - interval '%d' minute
            then f.failing_since else r.attempted_at end,
          r.attempted_at
        from enrolment_read r
        left join enrolment_failure f on f.resource_id = r.resource_id
        where f.resource_id is null or f.attempted_at < r.attempted_at"""
            .formatted(SILENCE.toMinutes()),
        Map.of());
    jdbc.sql(
            """
            delete from enrolment_failure
            where resource_id in (select n.resource_id from enrolment_newer n)""")
        .update();
    jdbc.sql(
            """
            insert into enrolment_failure (resource_id, code, failing_since, attempted_at)
            select resource_id, code, failing_since, attempted_at from enrolment_newer""")
        .update();
  }
}
