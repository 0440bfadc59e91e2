package dev.handover.health;

import dev.handover.device.RefusedLine;
import dev.handover.device.RefusedLines;
import dev.handover.sql.Sql;
import dev.handover.sql.TemporaryTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * Takes readings over: the newest of each device and signal counts, of two of the same moment the
 * unhealthy one. Rollouts that hold a device of which something else is known then are marked. The
 * caller sees to it that nobody else writes readings of these signals meanwhile.
 */
final class ReadingMerge {

  /** As read. Of a line that is refused only what it tells of. */
  static final TemporaryTable LINES =
      new TemporaryTable(
          "reading_line",
          List.of(
              "line bigint",
              "device_id bigint",
              "entra_device_id varchar(36)",
              "resource_id bigint",
              "metric varchar(40)",
              "observed_at timestamp(6) with time zone",
              "unhealthy boolean"));

  /**
   * One row per device and signal: the newest reading, null if all were refused, and whether it is
   * the first, or newer than the one that is known. And one per line whose device is not known, as
   * of the same moment: devices come while this works.
   */
  private static final TemporaryTable READINGS =
      new TemporaryTable(
          "reading",
          List.of(
              "device_id bigint",
              "unknown_line bigint",
              "metric varchar(40)",
              "observed_at timestamp(6) with time zone",
              "unhealthy boolean",
              "good bigint",
              "refused bigint",
              "is_first boolean",
              "is_newer boolean"));

  /** Where no line has an id of a kind, no device is looked at for it. */
  private static final String FIND =
      """
      select r.*,
        r.device_id is not null and r.observed_at is not null and o.device_id is null,
        coalesce(r.observed_at > o.observed_at
          or r.observed_at = o.observed_at and r.unhealthy and not o.unhealthy, false)
      from (
      select p.device_id, p.unknown_line, p.metric, max(p.observed_at) as observed_at,
        max(case when p.unhealthy then p.observed_at end) is not null
          and max(case when p.unhealthy then p.observed_at end) = max(p.observed_at) as unhealthy,
        count(p.observed_at) as good, count(*) - count(p.observed_at) as refused
      from (
        select d.id as device_id, case when d.id is null then l.line end as unknown_line,
          l.metric, l.observed_at, l.unhealthy
        from reading_line l left join device d on d.id = l.device_id
        where l.device_id is not null
        union all
        select d.id, case when d.id is null then l.line end, l.metric, l.observed_at, l.unhealthy
        from reading_line l left join device d on d.entra_device_id = l.entra_device_id
        where l.entra_device_id is not null
        union all
        select d.id, case when d.id is null then l.line end, l.metric, l.observed_at, l.unhealthy
        from reading_line l left join device d on d.resource_id = l.resource_id
        where l.resource_id is not null
      ) p
      group by p.device_id, p.unknown_line, p.metric
      ) r
      left join observation o on o.device_id = r.device_id and o.metric = r.metric
      """;

  /** Lines that are refused already are told once. */
  private static final String UNKNOWN = "from reading where device_id is null and good > 0";

  // In two steps, for H2 would look for them again at each of the lines.

  private static final String FIRST_UNKNOWN =
      "select distinct unknown_line %s order by unknown_line limit :kept".formatted(UNKNOWN);

  private static final String NAMED =
      """
      select line, device_id, entra_device_id, resource_id from reading_line
      where line in (:lines) order by line
      """;

  private static final String UPDATE =
      """
      merge into observation o using (select * from reading where is_newer) r
        on o.device_id = r.device_id and o.metric = r.metric
      when matched then update set observed_at = r.observed_at, unhealthy = r.unhealthy
      """;

  private static final String INSERT =
      """
      insert into observation (device_id, metric, observed_at, unhealthy)
      select device_id, metric, observed_at, unhealthy from reading where is_first
      order by device_id, metric
      """;

  private static final String REMEMBER_REFUSED =
      """
      merge into rejected_observation j using (
        select device_id, metric from reading
        where device_id is not null and refused > 0
      ) r on j.device_id = r.device_id and j.metric = r.metric
      when matched then update set rejected_at = :now
      when not matched then insert (device_id, metric, rejected_at)
        values (r.device_id, r.metric, :now)
      """;

  private static final String MARK =
      """
      insert into evidence_mark (rollout_id)
      select distinct l.rollout_id from reading r join lease l on l.device_id = r.device_id
      where r.is_first or r.is_newer or r.refused > 0
      """;

  private final NamedParameterJdbcTemplate jdbc;

  ReadingMerge(JdbcOperations jdbc) {
    this.jdbc = new NamedParameterJdbcTemplate(jdbc);
  }

  /**
   * Finds the devices.
   *
   * @param refused is told of lines whose device is not known
   */
  void find(RefusedLines refused) {
    READINGS.fill(jdbc, FIND, Map.of());
    long unknown = jdbc.queryForObject("select count(*) " + UNKNOWN, Map.of(), Long.class);
    if (unknown == 0) {
      return;
    }
    List<Long> lines =
        jdbc.queryForList(FIRST_UNKNOWN, Map.of("kept", RefusedLines.KEPT), Long.class);
    List<RefusedLine> first = jdbc.query(NAMED, Map.of("lines", lines), ReadingMerge::unknown);
    first.forEach(line -> refused.add(line.line(), line.message()));
    refused.addUnnamed(unknown - first.size());
  }

  /**
   * What became of the readings of devices that are known.
   *
   * @param good those not refused
   * @param created first readings of a signal on a device
   * @param updated readings that replace an older one
   * @param newest the newest moment among the good ones; null if there is none
   */
  record Merged(int good, int created, int updated, Instant newest) {}

  /** Call it after {@link #find}. Devices with refused readings are remembered, as of now. */
  Merged merge(Instant now) {
    int updated = jdbc.update(UPDATE, Map.of());
    int created = jdbc.update(INSERT, Map.of());
    jdbc.update(REMEMBER_REFUSED, Map.of("now", Sql.time(now)));
    jdbc.update(MARK, Map.of());
    return jdbc.queryForObject(
        """
        select coalesce(sum(good), 0) as good, max(observed_at) as newest from reading
        where device_id is not null""",
        Map.of(),
        (rs, row) -> new Merged(rs.getInt("good"), created, updated, Sql.instant(rs, "newest")));
  }

  private static RefusedLine unknown(ResultSet rs, int row) throws SQLException {
    String id =
        rs.getString("entra_device_id") != null
            ? "Entra device ID " + rs.getString("entra_device_id")
            : rs.getString("resource_id") != null
                ? "resource ID " + rs.getString("resource_id")
                : "device ID " + rs.getString("device_id");
    return new RefusedLine(rs.getLong("line"), "No device is known by the %s.".formatted(id));
  }
}
