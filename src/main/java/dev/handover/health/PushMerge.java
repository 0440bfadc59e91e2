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
 * Takes pushed readings over: the newest of each device and signal counts, of two of the same
 * moment the unhealthy one. The caller holds the signals, so that nobody else writes their readings
 * meanwhile.
 */
final class PushMerge {

  /** As read. Of a line that is refused only what it tells of. */
  static final TemporaryTable LINES =
      new TemporaryTable(
          "pushed_line",
          List.of(
              "line bigint",
              "device_id bigint",
              "entra_device_id varchar(36)",
              "resource_id bigint",
              "metric varchar(40)",
              "observed_at timestamp(6) with time zone",
              "unhealthy boolean"));

  /**
   * One row per device and signal: the newest reading, null if all were refused. And one per line
   * whose device is not known, as of the same moment: devices come while this works.
   */
  private static final TemporaryTable READINGS =
      new TemporaryTable(
          "pushed_reading",
          List.of(
              "device_id bigint",
              "unknown_line bigint",
              "metric varchar(40)",
              "observed_at timestamp(6) with time zone",
              "unhealthy boolean",
              "good bigint",
              "refused bigint"));

  /** Where no line has an id of a kind, no device is looked at for it. */
  private static final String FIND =
      """
      select p.device_id, p.unknown_line, p.metric, max(p.observed_at),
        max(case when p.unhealthy then p.observed_at end) is not null
          and max(case when p.unhealthy then p.observed_at end) = max(p.observed_at),
        count(p.observed_at), count(*) - count(p.observed_at)
      from (
        select d.id as device_id, case when d.id is null then l.line end as unknown_line,
          l.metric, l.observed_at, l.unhealthy
        from pushed_line l left join device d on d.id = l.device_id
        where l.device_id is not null
        union all
        select d.id, case when d.id is null then l.line end, l.metric, l.observed_at, l.unhealthy
        from pushed_line l left join device d on d.entra_device_id = l.entra_device_id
        where l.entra_device_id is not null
        union all
        select d.id, case when d.id is null then l.line end, l.metric, l.observed_at, l.unhealthy
        from pushed_line l left join device d on d.resource_id = l.resource_id
        where l.resource_id is not null
      ) p
      group by p.device_id, p.unknown_line, p.metric
      """;

  /** Lines that are refused already are told once. */
  private static final String UNKNOWN = "from pushed_reading where device_id is null and good > 0";

  private static final String FIRST_UNKNOWN =
      """
      select line, device_id, entra_device_id, resource_id from pushed_line
      where line in (select unknown_line %s) order by line limit :kept
      """
          .formatted(UNKNOWN);

  private static final String UPDATE =
      """
      merge into observation o using pushed_reading r
        on o.device_id = r.device_id and o.metric = r.metric
      when matched and (r.observed_at > o.observed_at
          or r.observed_at = o.observed_at and r.unhealthy and not o.unhealthy)
        then update set observed_at = r.observed_at, unhealthy = r.unhealthy
      """;

  private static final String INSERT =
      """
      insert into observation (device_id, metric, observed_at, unhealthy)
      select r.device_id, r.metric, r.observed_at, r.unhealthy from pushed_reading r
      where r.device_id is not null and r.observed_at is not null and not exists (
        select 1 from observation o where o.device_id = r.device_id and o.metric = r.metric)
      order by r.device_id, r.metric
      """;

  private static final String REMEMBER_REFUSED =
      """
      merge into rejected_observation j using (
        select device_id, metric from pushed_reading
        where device_id is not null and refused > 0
      ) r on j.device_id = r.device_id and j.metric = r.metric
      when matched then update set rejected_at = :now
      when not matched then insert (device_id, metric, rejected_at)
        values (r.device_id, r.metric, :now)
      """;

  private final NamedParameterJdbcTemplate jdbc;

  PushMerge(JdbcOperations jdbc) {
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
    List<RefusedLine> first =
        jdbc.query(FIRST_UNKNOWN, Map.of("kept", RefusedLines.KEPT), PushMerge::unknown);
    first.forEach(line -> refused.add(line.line(), line.message()));
    refused.addUnnamed(unknown - first.size());
  }

  /** Replaces older readings; call it before {@link #insert}, whose rows need no second look. */
  int update() {
    return jdbc.update(UPDATE, Map.of());
  }

  /** Adds first readings. */
  int insert() {
    return jdbc.update(INSERT, Map.of());
  }

  /** Remembers devices with refused lines, as of now. */
  void rememberRefused(Instant now) {
    jdbc.update(REMEMBER_REFUSED, Map.of("now", Sql.time(now)));
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
