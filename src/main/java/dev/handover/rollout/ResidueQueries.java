package dev.handover.rollout;

import dev.handover.rollout.ResidueReport.Device;
import dev.handover.rollout.ResidueReport.Evidence;
import dev.handover.rollout.ResidueReport.Item;
import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * What stays behind on which devices. Only a device that an order of the rollout has moved, or may
 * have moved, can have residue: one that was at Intune by other hands, or whose order never reached
 * the site, has none. Reads only.
 */
@Repository
public class ResidueQueries {

  private static final String DEVICES = " join device d on d.id = o.device_id ";

  private static final String OF_MOVES =
      """
      where o.rollout_id = :id and o.direction = 'TO_INTUNE' and o.wave_no >= :from
        and (o.changed = true or (o.changed is null and o.attempts > 0))
        and (o.generation >= 0 or not exists (
          select 1 from authority_order n
          where n.rollout_id = o.rollout_id and n.device_id = o.device_id
            and n.direction = 'TO_INTUNE' and n.id > o.id))""";

  private static final String MOVED = " from authority_order o" + DEVICES + OF_MOVES;

  /** Whether it is known that the device was under Intune. */
  private static final String BY_MOVE =
      "case when o.confirmed_at is not null then 'CONFIRMED' else 'UNKNOWN' end";

  /** Windows is never downgraded: the same build means that it has not been changed. */
  private static final String BY_BUILD =
      """
      case when o.os_build = d.os_build then 'NONE'
           when o.confirmed_at is not null and o.os_build <> d.os_build then 'CONFIRMED'
           else 'UNKNOWN' end""";

  private static final String BUILDS = "count(case when " + BY_BUILD + " = '%s' then 1 end)";

  private final JdbcClient jdbc;

  public ResidueQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The report of a rollout; empty where there is no such rollout. One pass over its orders. */
  public Optional<ResidueReport> report(String rolloutId) {
    return rollout(rolloutId).map(this::report);
  }

  /**
   * The devices that have, or may have, this residue, by name.
   *
   * @param code one that the rollout's workload can leave behind; any other has no devices
   */
  public Page<Device> devices(String rolloutId, Residue code, int page, int size) {
    RolloutRow rollout =
        rollout(rolloutId).filter(r -> Residue.of(r.workload()).contains(code)).orElse(null);
    if (rollout == null) {
      return new Page<>(List.of(), page, size, 0);
    }
    String evidence = code.shownByWindowsBuild() ? BY_BUILD : BY_MOVE;
    String found = MOVED + " and " + evidence + " <> 'NONE'";
    long total =
        jdbc.sql("select count(*) " + found)
            .param("id", rolloutId)
            .param("from", from(rollout))
            .query(Long.class)
            .single();
    List<Device> devices =
        jdbc.sql(
                """
                select d.id, d.name, d.site, d.model, d.os_build, o.os_build as os_build_before,
                       %s as evidence, o.confirmed_at as moved_at,
                       (select max(b.confirmed_at) from authority_order b
                        where b.rollout_id = o.rollout_id and b.device_id = o.device_id
                          and b.direction = 'TO_CONFIGMGR') as returned_at
                %s
                order by d.name, d.id offset :offset rows fetch next :size rows only"""
                    .formatted(evidence, found))
            .param("id", rolloutId)
            .param("from", from(rollout))
            .param("offset", (long) page * size)
            .param("size", size)
            .query(ResidueQueries::device)
            .list();
    return new Page<>(devices, page, size, total);
  }

  private ResidueReport report(RolloutRow rollout) {
    record Counts(long moved, long movedUnknown, long newer, long newerUnknown) {}
    // Where no build tells, the devices themselves are not asked for.
    boolean builds = Residue.of(rollout.workload()).stream().anyMatch(Residue::shownByWindowsBuild);
    Counts counts =
        jdbc.sql(
                """
                select count(o.confirmed_at) as moved,
                       count(*) - count(o.confirmed_at) as movedUnknown,
                       %s as newer, %s as newerUnknown
                from authority_order o %s%s"""
                    .formatted(
                        builds ? BUILDS.formatted("CONFIRMED") : "0",
                        builds ? BUILDS.formatted("UNKNOWN") : "0",
                        builds ? DEVICES : "",
                        OF_MOVES))
            .param("id", rollout.id())
            .param("from", from(rollout))
            .query(Counts.class)
            .single();
    return new ResidueReport(
        rollout.id(),
        rollout.workload(),
        rollout.rollbackFrom() == null,
        from(rollout),
        counts.moved(),
        counts.movedUnknown(),
        Residue.worseToGoBack(rollout.workload()),
        Residue.of(rollout.workload()).stream()
            .map(
                r ->
                    new Item(
                        r,
                        r.title(),
                        r.shownByWindowsBuild() ? counts.newer() : counts.moved(),
                        r.shownByWindowsBuild() ? counts.newerUnknown() : counts.movedUnknown(),
                        r.whatToDo()))
            .filter(item -> item.devices() + item.unknown() > 0)
            .toList());
  }

  private Optional<RolloutRow> rollout(String id) {
    return jdbc.sql("select * from rollout where id = :id")
        .param("id", id)
        .query(RolloutStore::row)
        .optional();
  }

  private static int from(RolloutRow rollout) {
    return rollout.rollbackFrom() == null ? 0 : rollout.rollbackFrom();
  }

  private static Device device(ResultSet rs, int n) throws SQLException {
    return new Device(
        rs.getLong("id"),
        rs.getString("name"),
        rs.getString("site"),
        rs.getString("model"),
        rs.getString("os_build"),
        rs.getString("os_build_before"),
        Evidence.valueOf(rs.getString("evidence")),
        Sql.instant(rs, "moved_at"),
        Sql.instant(rs, "returned_at"));
  }
}
