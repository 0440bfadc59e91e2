package dev.handover.authority;

import dev.handover.estate.ReadCursors;
import dev.handover.sql.Sorting;
import dev.handover.sql.Sorting.Sort;
import dev.handover.sql.Sql;
import dev.handover.workload.Authority;
import dev.handover.workload.Workload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Since when the reports on a device differ from its effective authority. While policy travels that
 * is normal; what lasts longer than {@link DriftSettings#allowance()} is drift. A device that is
 * given another authority meanwhile has the whole allowance again.
 */
@Repository
public class DriftStore {

  /** How far {@code since} may be behind: one look reads the whole fleet. */
  static final Duration EVERY = Duration.ofMinutes(5);

  /** The orders of {@link #page}. */
  public static final Sorting SORTING =
      Sorting.usually("since,desc")
          .by(
              "device",
              "(select x.search_name from device x where x.id = t.device_id) ^, t.device_id ^, t.workload ^")
          .by("workload", "t.workload ^, t.device_id ^")
          .by("kind", "t.kind ^, t.device_id ^, t.workload ^")
          .by("since", "t.since ^, t.device_id, t.workload")
          .by("site", "t.site ^ nulls last, t.device_id ^, t.workload ^");

  private static final String SOURCE = "drift";

  /** Rows that are as they were drop out, so that only what has changed is written. */
  private static final String FIND_CHANGES =
      """
      insert into drift_change (device_id, workload, effective, kind, site, since)
      select device_id, workload, max(effective), max(kind), max(site),
             case when max(effective) = max(was_effective) then max(since) else :now end
      from (
        select device_id, workload, effective, kind, site,
               cast(null as varchar(24)) as was_effective, cast(null as varchar(24)) as was_kind,
               cast(null as varchar(16)) as was_site,
               cast(null as timestamp(6) with time zone) as since
        from divergence
        union all
        select device_id, workload, null, null, null, effective, kind, site, since from drift
      ) x
      group by device_id, workload
      having max(kind) is null or max(was_kind) is null or max(kind) <> max(was_kind)
        or max(effective) <> max(was_effective)
        or coalesce(max(site), '') <> coalesce(max(was_site), '')""";

  private static final String FORGET_CHANGED =
      """
      delete from drift where exists (
        select 1 from drift_change c
        where c.device_id = drift.device_id and c.workload = drift.workload)""";

  private static final String KEEP_CHANGED =
      """
      insert into drift (device_id, workload, effective, kind, site, since)
      select device_id, workload, effective, kind, site, since from drift_change
      where kind is not null""";

  private final JdbcClient jdbc;
  private final ReadCursors cursors;
  private final DriftSettings settings;
  private final Clock clock;

  public DriftStore(JdbcClient jdbc, ReadCursors cursors, DriftSettings settings, Clock clock) {
    this.jdbc = jdbc;
    this.cursors = cursors;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Looks over the whole fleet, unless that was done less than five minutes ago.
   *
   * @return how many devices and workloads began, ceased or changed how they diverge
   */
  @Transactional
  public int follow() {
    Instant now = clock.instant();
    if (now.isBefore(cursors.readTo(SOURCE).plus(EVERY))) {
      return 0;
    }
    jdbc.sql("delete from pilot_authority").update();
    jdbc.sql("insert into pilot_authority select pilots, at_intune from pilot_ruling").update();
    int changes = jdbc.sql(FIND_CHANGES).param("now", Sql.time(now)).update();
    if (changes > 0) {
      jdbc.sql(FORGET_CHANGED).update();
      jdbc.sql(KEEP_CHANGED).update();
      jdbc.sql("delete from drift_change").update();
    }
    cursors.succeeded(SOURCE, now);
    return changes;
  }

  /**
   * What drifts, by device and workload.
   *
   * @param sort one of {@link #SORTING}
   */
  public List<Drift> page(Filter filter, Sort sort, int page, int size) {
    String order = SORTING.orderBy(sort);
    return jdbc.sql(
            """
            select t.device_id, d.name, t.site, t.workload, t.effective, e.reason, t.kind, t.since,
                   d.configmgr_seen_at, d.intune_seen_at
            from (
              select t.* from drift t where %1$s
              order by %2$s offset :offset rows fetch next :size rows only
            ) t
            join device d on d.id = t.device_id
            left join effective_authority e
              on e.device_id = t.device_id and e.workload = t.workload
            order by %2$s"""
                .formatted(where(filter), order))
        .params(parameters(filter))
        .param("offset", (long) page * size)
        .param("size", size)
        .query(DriftStore::drift)
        .list();
  }

  /** How many rows {@link #page} has in all. */
  public long count(Filter filter) {
    return jdbc.sql("select count(*) from drift t where " + where(filter))
        .params(parameters(filter))
        .query(Long.class)
        .single();
  }

  /** How many devices drift, per workload; without those that have none. */
  Map<Workload, Integer> byWorkload() {
    Map<Workload, Integer> counts = new EnumMap<>(Workload.class);
    jdbc.sql(
            """
            select workload, count(*) as devices from drift
            where since <= :before group by workload""")
        .param("before", Sql.time(lastingSince()))
        .query(
            rs -> {
              counts.put(Workload.of(rs.getString("workload")), rs.getInt("devices"));
            });
    return counts;
  }

  /** How long a difference may last before it is drift. */
  public Duration allowance() {
    return settings.allowance();
  }

  /** What has diverged since this moment or before is drift. */
  Instant lastingSince() {
    return clock.instant().minus(settings.allowance());
  }

  private static String where(Filter filter) {
    StringBuilder where = new StringBuilder("t.since <= :before");
    if (filter.workload() != null) {
      where.append(" and t.workload = :workload");
    }
    if (!filter.kinds().isEmpty()) {
      where.append(" and t.kind in (:kinds)");
    }
    if (filter.site() != null) {
      where.append(" and t.site = :site");
    }
    return where.toString();
  }

  private Map<String, Object> parameters(Filter filter) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("before", Sql.time(lastingSince()));
    parameters.put("workload", filter.workload() == null ? null : filter.workload().slug());
    parameters.put("kinds", filter.kinds().stream().map(Divergence::name).toList());
    parameters.put("site", filter.site());
    return parameters;
  }

  private static Drift drift(ResultSet rs, int row) throws SQLException {
    Authority effective = Authority.valueOf(rs.getString("effective"));
    Divergence kind = Divergence.valueOf(rs.getString("kind"));
    String reason = rs.getString("reason");
    return new Drift(
        rs.getLong("device_id"),
        rs.getString("name"),
        rs.getString("site"),
        Workload.of(rs.getString("workload")),
        kind,
        Sql.instant(rs, "since"),
        effective,
        reason == null ? null : AuthorityReason.valueOf(reason),
        kind.byConfigurationManager(effective),
        kind.byIntune(effective),
        Sql.instant(rs, "configmgr_seen_at"),
        Sql.instant(rs, "intune_seen_at"));
  }

  /**
   * Which drift to tell of.
   *
   * @param workload null for all
   * @param kinds empty for all
   * @param site the site's code; null for all
   */
  public record Filter(Workload workload, Set<Divergence> kinds, String site) {

    /** Everything. */
    public static final Filter ALL = new Filter(null, Set.of(), null);

    public Filter {
      kinds = Set.copyOf(kinds);
    }
  }

  /**
   * A device whose reports on a workload have differed from the effective authority for longer than
   * is allowed.
   *
   * @param since when Handover first found it so
   * @param reason the rule that decides about the effective authority now
   * @param byConfigurationManager what the client's mask says
   */
  public record Drift(
      long deviceId,
      String name,
      String site,
      Workload workload,
      Divergence kind,
      Instant since,
      Authority effective,
      AuthorityReason reason,
      Authority byConfigurationManager,
      Authority byIntune,
      Instant configurationManagerSeenAt,
      Instant intuneSeenAt) {}
}
