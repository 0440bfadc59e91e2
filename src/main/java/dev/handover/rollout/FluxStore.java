package dev.handover.rollout;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Counts devices in flux, in the caller's transaction. */
@Repository
class FluxStore {

  private static final List<String> WORKLOADS =
      Arrays.stream(Workload.values()).map(Workload::slug).toList();

  private static final String FLEET =
      """
      select coalesce(site, '') as site, count(*) as devices from device
      where management_state = 'CO_MANAGED' group by coalesce(site, '')""";

  /** Whether {@code wave w} of a rollout that has not ended has devices in flux. */
  private static final String IN_FLUX =
      """
      (w.state in ('MOVING', 'SOAKING', 'HELD', 'FAILED', 'ROLLING_BACK')
        or w.state = 'WAITING' and w.cleared_at is not null)""";

  /** Whether a rollout {@code r} that has not ended has not moved {@code wave w} through yet. */
  static final String NOT_THROUGH =
      """
      w.state not in ('PASSED', 'ROLLED_BACK')
        and not (r.state = 'ROLLING_BACK' and w.state = 'PLANNED')""";

  private final JdbcClient jdbc;

  FluxStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Until the transaction ends, nobody else clears a wave to move.
   *
   * @return how often that was done so far
   */
  long lock() {
    return jdbc.sql("select clearings from flux where id = 1 for update")
        .query(Long.class)
        .single();
  }

  /** A wave has been cleared to move; the caller holds the lock. */
  void cleared() {
    jdbc.sql("update flux set clearings = clearings + 1 where id = 1").update();
  }

  /**
   * How many devices are in flux at each site; one that is in two rollouts counts once. Not by
   * {@code in (select …)}: H2 asks that anew for each device while others write.
   */
  Map<String, Integer> inFlux() {
    return counts(
        """
        select coalesce(d.site, '') as site, count(*) as devices
        from (
          select distinct x.device_id from wave w
          join rollout r on r.id = w.rollout_id and r.ended_at is null
          join wave_device x on x.rollout_id = w.rollout_id and x.wave_no = w.no
            and x.excluded is null
          where %s) f
        join device d on d.id = f.device_id
        group by coalesce(d.site, '')"""
            .formatted(IN_FLUX),
        Map.of());
  }

  /** The devices of a wave at each site. Their leases tell which other rollouts are to be asked. */
  Map<String, SiteFlux.Devices> devices(WaveRow wave) {
    Map<String, SiteFlux.Devices> devices = new HashMap<>();
    jdbc.sql(
            """
            select coalesce(d.site, '') as site, count(*) as devices, count(t.device_id) as twice
            from wave_device own
            join device d on d.id = own.device_id
            left join (
              select distinct mine.device_id from wave_device mine
              join lease l on l.device_id = mine.device_id and l.rollout_id <> mine.rollout_id
              join rollout r on r.id = l.rollout_id and r.ended_at is null
              join wave_device x on x.rollout_id = l.rollout_id and x.device_id = l.device_id
                and x.excluded is null
              join wave w on w.rollout_id = x.rollout_id and w.no = x.wave_no and %s
              where mine.rollout_id = :rollout and mine.wave_no = :no
            ) t on t.device_id = own.device_id
            where own.rollout_id = :rollout and own.wave_no = :no and own.excluded is null
            group by coalesce(d.site, '')"""
                .formatted(IN_FLUX))
        .param("rollout", wave.rolloutId())
        .param("no", wave.no())
        .query(
            rs -> {
              devices.put(
                  rs.getString("site"),
                  new SiteFlux.Devices(rs.getInt("devices"), rs.getInt("twice")));
            });
    return devices;
  }

  /** Other rollouts in which devices of a wave are in flux. */
  List<PlanCheck.Conflict> others(WaveRow wave) {
    return jdbc.sql(
            """
            select r.id as rolloutId, r.title, r.workload, count(*) as devices
            from wave_device own
            join lease l on l.device_id = own.device_id and l.rollout_id <> own.rollout_id
            join wave_device x on x.rollout_id = l.rollout_id and x.device_id = l.device_id
              and x.excluded is null
            join wave w on w.rollout_id = x.rollout_id and w.no = x.wave_no
              and %s
            join rollout r on r.id = w.rollout_id and r.ended_at is null
            where own.rollout_id = :rollout and own.wave_no = :no and own.excluded is null
            group by r.id, r.title, r.workload order by r.id"""
                .formatted(IN_FLUX))
        .param("rollout", wave.rolloutId())
        .param("no", wave.no())
        .query(PlanCheck.Conflict.class)
        .list();
  }

  /**
   * Rollouts with waves in flux, those with the most devices first.
   *
   * @param site only devices there, empty for those whose site is not known; null for all
   */
  List<PlanCheck.Conflict> holders(String site) {
    return jdbc.sql(
            """
            select r.id as rolloutId, r.title, r.workload, count(*) as devices
            from wave w
            join rollout r on r.id = w.rollout_id and r.ended_at is null
            join wave_device x on x.rollout_id = w.rollout_id and x.wave_no = w.no
              and x.excluded is null
            join device d on d.id = x.device_id
            where %s
              and (cast(:site as varchar(16)) is null or coalesce(d.site, '') = :site)
            group by r.id, r.title, r.workload order by devices desc, r.id"""
                .formatted(IN_FLUX))
        .param("site", site)
        .query(PlanCheck.Conflict.class)
        .list();
  }

  /** The wave takes its place, or keeps the one it has. */
  void asksForRoom(WaveRow wave, Instant now) {
    jdbc.sql(
            """
            update wave set room_asked_at = :now
            where rollout_id = :rollout and no = :no and room_asked_at is null""")
        .param("now", Sql.time(now))
        .param("rollout", wave.rolloutId())
        .param("no", wave.no())
        .update();
  }

  /**
   * Rollouts in which these devices are in flux, or will be. Who has not ended leases its devices,
   * so that the leases tell which of many rollouts are worth a look.
   */
  List<PlanCheck.Conflict> overlapping(Selection selection) {
    return jdbc.sql(
            """
            select rollout_id as rolloutId, title, workload, devices from (
              select r.id as rollout_id, r.title, r.workload, (
                select count(*) from %s e
                join wave_device x on x.rollout_id = r.id and x.device_id = e.id
                  and x.excluded is null
                join wave w on w.rollout_id = r.id and w.no = x.wave_no
                where e.reason is null and %s) as devices
              from rollout r
              where r.ended_at is null and r.id in (
                select l.rollout_id from %s s
                join lease l on l.workload in (:workloads) and l.device_id = s.id
                where s.reason is null)) held
            where devices > 0 order by rollout_id"""
                .formatted(selection.table(), NOT_THROUGH, selection.table()))
        .param("workloads", WORKLOADS)
        .query(PlanCheck.Conflict.class)
        .list();
  }

  /** How many co-managed devices each site has. */
  Map<String, Integer> fleet() {
    return counts(FLEET, Map.of());
  }

  /** How many of the selected devices would move at each site. */
  Map<String, Integer> bySite(Selection selection) {
    return counts(
        """
        select coalesce(e.site, '') as site, count(*) as devices from %s e
        where e.reason is null group by coalesce(e.site, '')"""
            .formatted(selection.table()),
        Map.of());
  }

  /**
   * How many devices each wave of a rollout moves at each site, by the number of the wave.
   *
   * @param selection the devices that the waves were dealt from; it tells their sites, and unlike
   *     rows of a new rollout PostgreSQL knows how many they are
   */
  Map<Integer, Map<String, Integer>> byWave(String rolloutId, Selection selection) {
    Map<Integer, Map<String, Integer>> waves = new TreeMap<>();
    jdbc.sql(
            """
            select x.wave_no, coalesce(e.site, '') as site, count(*) as devices
            from %s e join wave_device x on x.device_id = e.id
            where x.rollout_id = :rollout group by x.wave_no, coalesce(e.site, '')"""
                .formatted(selection.table()))
        .param("rollout", rolloutId)
        .query(
            rs -> {
              waves
                  .computeIfAbsent(rs.getInt("wave_no"), no -> new HashMap<>())
                  .put(rs.getString("site"), rs.getInt("devices"));
            });
    return waves;
  }

  private Map<String, Integer> counts(String sql, Map<String, ?> params) {
    return jdbc
        .sql(sql)
        .params(params)
        .query((rs, row) -> Map.entry(rs.getString("site"), rs.getInt("devices")))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
