package dev.handover.enablement;

import dev.handover.enablement.EnrolmentCounts.Reason;
import dev.handover.enablement.EnrolmentCounts.Standing;
import dev.handover.estate.ReadCursors;
import dev.handover.rollout.Page;
import dev.handover.rollout.Refused;
import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What has become of those who are to enrol; each question is one statement over all of them. */
@Repository
public class EnrolmentDevices {

  /**
   * Of {@code enablement_device e} with its {@code device d}, {@code enrolment_failure f} and,
   * where the enablement has ended, {@code enablement_outcome o}, which then says all. A client has
   * given up once its retries are over, or it has not tried again for long. What it told before
   * this stage counts only where it does not pass, and nothing has been heard since.
   */
  private static final String STANDING =
      """
      case
        when o.standing is not null then o.standing
        when d.management_state = 'CO_MANAGED' then 'ENROLLED'
        when e.cannot is not null then 'UNFIT'
        when f.resource_id is null then 'TRYING'
        when f.attempted_at < :enrollingSince and not :heardEnough then 'TRYING'
        when f.code not in (:known) then 'UNKNOWN'
        when f.code not in (:passing) then 'FAILED'
        when f.attempted_at >= f.failing_since + interval '%d' minute then 'FAILED'
        when f.attempted_at < :silentSince then 'FAILED'
        else 'TRYING'
      end"""
          .formatted(Duration.ofMinutes(15).multipliedBy(EnrolmentReading.RETRIES).toMinutes());

  /** How long one that failed before has, from the stage's beginning, to try anew. */
  private static final Duration ANEW = Duration.ofDays(1);

  private static final String CODE =
      """
      case
        when e.cannot is not null then null
        when o.standing is not null then o.code
        else f.code
      end""";

  private static final String ATTEMPTED =
      "case when o.standing is not null then o.attempted_at else f.attempted_at end";

  private static final String FROM =
      """
      from enablement_device e
      join device d on d.id = e.device_id
      left join enablement_outcome o
        on o.enablement_id = e.enablement_id and o.device_id = e.device_id
      left join enrolment_failure f on f.resource_id = d.resource_id
        and (f.attempted_at >= :enrollingSince or f.code not in (:passing))
      where e.enablement_id = :id""";

  private final JdbcClient jdbc;
  private final ReadCursors cursors;

  EnrolmentDevices(JdbcClient jdbc, ReadCursors cursors) {
    this.jdbc = jdbc;
    this.cursors = cursors;
  }

  /** How those of an enablement stand, all stages so far. */
  EnrolmentCounts counts(EnablementRow row) {
    Map<Standing, Integer> counts = new EnumMap<>(Standing.class);
    List<Reason> reasons = new ArrayList<>();
    jdbc.sql(
            """
            select s.standing, s.cannot, s.code, count(*) as devices from (
              select %s as standing, e.cannot, %s as code %s) s
            group by s.standing, s.cannot, s.code order by devices desc, s.cannot, s.code"""
                .formatted(STANDING, CODE, FROM))
        .params(params(row))
        .query(
            rs -> {
              Standing standing = Standing.valueOf(rs.getString("standing"));
              int devices = rs.getInt("devices");
              counts.merge(standing, devices, Integer::sum);
              if (standing != Standing.ENROLLED && standing != Standing.TRYING) {
                reasons.add(new Reason(standing, code(rs), words(rs, standing, devices), devices));
              }
            });
    return new EnrolmentCounts(
        counts.getOrDefault(Standing.ENROLLED, 0),
        counts.getOrDefault(Standing.TRYING, 0),
        counts.getOrDefault(Standing.FAILED, 0),
        counts.getOrDefault(Standing.UNKNOWN, 0),
        counts.getOrDefault(Standing.UNFIT, 0),
        reasons);
  }

  /** Keeps how those of an enablement stand, as it ends: that is what it came to. */
  void keep(EnablementRow row) {
    jdbc.sql(
            """
            insert into enablement_outcome (enablement_id, device_id, standing, code, attempted_at)
            select e.enablement_id, e.device_id, %s, %s, %s %s"""
                .formatted(STANDING, CODE, ATTEMPTED, FROM))
        .params(params(row))
        .update();
  }

  /**
   * One device.
   *
   * @param code why it does not enrol, or what it told last; null where it told nothing
   */
  public record Row(
      long deviceId,
      String name,
      String site,
      String model,
      Standing standing,
      String code,
      String words,
      Instant attemptedAt) {}

  /**
   * By name.
   *
   * @param standing null for any
   * @param reason a code such as {@code NOT_JOINED} or {@code 0x80180018}; null for any
   * @throws Refused if it is the code of nothing
   */
  Page<Row> page(EnablementRow row, Standing standing, String reason, int page, int size) {
    Map<String, Object> params = params(row);
    StringBuilder where = new StringBuilder("1 = 1");
    if (standing != null) {
      where.append(" and s.standing = :standing");
      params.put("standing", standing.name());
    }
    if (reason != null) {
      // What a device told before it enrolled is no reason any more.
      where.append(" and s.standing <> 'ENROLLED'");
      boolean hex = reason.matches("0[xX][0-9a-fA-F]{1,8}");
      where.append(hex ? " and s.code = :code" : " and s.cannot = :cannot");
      params.put(
          hex ? "code" : "cannot",
          hex
              ? (Object) Long.parseLong(reason.substring(2), 16)
              : EnrolmentReasons.known(reason).name());
    }
    String all =
        """
        from (
          select d.id, d.name, d.site, d.model, %s as standing, e.cannot, %s as attempted_at,
            %s as code %s) s
        where %s"""
            .formatted(STANDING, ATTEMPTED, CODE, FROM, where);
    long total = jdbc.sql("select count(*) " + all).params(params).query(Long.class).single();
    params.put("offset", (long) page * size);
    params.put("size", size);
    List<Row> items =
        jdbc.sql(
                "select s.* "
                    + all
                    + " order by s.name, s.id offset :offset rows fetch next :size rows only")
            .params(params)
            .query((rs, n) -> device(rs))
            .list();
    return new Page<>(items, page, size, total);
  }

  private static Row device(ResultSet rs) throws SQLException {
    Standing standing = Standing.valueOf(rs.getString("standing"));
    boolean told = standing != Standing.ENROLLED && code(rs) != null;
    return new Row(
        rs.getLong("id"),
        rs.getString("name"),
        rs.getString("site"),
        rs.getString("model"),
        standing,
        told ? code(rs) : null,
        told ? words(rs, standing, 1) : null,
        Sql.instant(rs, "attempted_at"));
  }

  private Map<String, Object> params(EnablementRow row) {
    Map<String, Object> params = new HashMap<>();
    params.put("id", row.id());
    params.put("known", EnrolmentCode.known());
    params.put("passing", EnrolmentCode.passing());
    Instant since = row.enrollingSince() == null ? row.requestedAt() : row.enrollingSince();
    params.put("enrollingSince", Sql.time(since));
    // By what has been read, not by the clock: nobody gives up because the site is silent.
    Instant read = cursors.readTo(EnrolmentReading.SOURCE);
    params.put("silentSince", Sql.time(read.minus(EnrolmentReading.SILENCE)));
    params.put(
        "heardEnough",
        row.deadlineAt() != null
            && !read.isBefore(row.deadlineAt().minus(row.within()).plus(ANEW)));
    return params;
  }

  private static String code(ResultSet rs) throws SQLException {
    String cannot = rs.getString("cannot");
    Long code = rs.getObject("code", Long.class);
    return cannot != null ? cannot : code == null ? null : EnrolmentCode.hex(code);
  }

  private static String words(ResultSet rs, Standing standing, int devices) throws SQLException {
    String cannot = rs.getString("cannot");
    return cannot != null
        ? EnrolmentReasons.finding(cannot, devices)
        : EnrolmentReasons.code(rs.getLong("code"), standing);
  }
}
