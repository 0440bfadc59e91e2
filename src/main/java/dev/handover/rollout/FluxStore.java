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

  /**
   * Whether {@code wave w} of {@code rollout r} waits for room alone, and asked before the wave at
   * hand; of those that asked at the same moment, the lower id did.
   */
  private static final String AHEAD =
      """
      (w.state = 'WAITING' and w.cleared_at is null and w.wants_room and r.paused = false
        and r.state <> 'ROLLING_BACK' and exists (
          select 1 from wave mine where mine.rollout_id = :rollout and mine.no = :no
            and w.rollout_id <> mine.rollout_id
            and (mine.room_asked_at is null or w.room_asked_at < mine.room_asked_at
              or w.room_asked_at = mine.room_asked_at and w.rollout_id < mine.rollout_id)))""";

  private final JdbcClient jdbc;

  FluxStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Until the transaction ends, nobody else clears a wave to move. */
  void lock() {
    jdbc.sql("select id from flux where id = 1 for update").query(Integer.class).single();
  }

  /** What is in flux, and what a wave would add, by site. */
  List<SiteFlux> around(WaveRow wave) {
    return around(wave, IN_FLUX);
  }

  /** The same once all that asked for room before this wave, and wait for nothing else, have it. */
  List<SiteFlux> aroundInTurn(WaveRow wave) {
    return around(wave, "(%s or %s)".formatted(IN_FLUX, AHEAD));
  }

  private List<SiteFlux> around(WaveRow wave, String others) {
    return jdbc.sql(
            """
            select f.site, f.devices as co_managed, coalesce(m.in_flux, 0) as in_flux,
              coalesce(m.wave, 0) as wave, coalesce(m.twice, 0) as twice
            from (%s) f
            left join (
              select coalesce(d.site, '') as site, sum(p.other) as in_flux, sum(p.own) as wave,
                sum(p.other * p.own) as twice
              from (
                select x.device_id,
                  max(case when w.rollout_id = :rollout and w.no = :no then 0 else 1 end) as other,
                  max(case when w.rollout_id = :rollout and w.no = :no then 1 else 0 end) as own
                from wave w
                join rollout r on r.id = w.rollout_id and r.ended_at is null
                join wave_device x on x.rollout_id = w.rollout_id and x.wave_no = w.no
                  and x.excluded is null
                where %s or w.rollout_id = :rollout and w.no = :no
                group by x.device_id
              ) p join device d on d.id = p.device_id
              group by coalesce(d.site, '')
            ) m on m.site = f.site
            order by f.site"""
                .formatted(FLEET, others))
        .param("rollout", wave.rolloutId())
        .param("no", wave.no())
        .query(
            (rs, row) ->
                new SiteFlux(
                    rs.getString("site"),
                    rs.getInt("co_managed"),
                    rs.getInt("in_flux"),
                    rs.getInt("wave"),
                    rs.getInt("twice")))
        .list();
  }

  /** Other rollouts in which devices of a wave are in flux. */
  List<PlanCheck.Conflict> others(WaveRow wave) {
    return jdbc.sql(
            """
            select r.id as rollout_id, r.title, r.workload, count(*) as devices
            from wave_device own
            join wave_device x on x.device_id = own.device_id and x.rollout_id <> own.rollout_id
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
   * Rollouts with waves in flux beside this one, those with the most devices first.
   *
   * @param site only devices there, empty for those whose site is not known; null for all
   */
  List<PlanCheck.Conflict> holders(WaveRow wave, String site) {
    return jdbc.sql(
            """
            select r.id as rollout_id, r.title, r.workload, count(*) as devices
            from wave w
            join rollout r on r.id = w.rollout_id and r.ended_at is null
            join wave_device x on x.rollout_id = w.rollout_id and x.wave_no = w.no
              and x.excluded is null
            join device d on d.id = x.device_id
            where %s
              and not (w.rollout_id = :rollout and w.no = :no)
              and (cast(:site as varchar(16)) is null or coalesce(d.site, '') = :site)
            group by r.id, r.title, r.workload order by devices desc, r.id"""
                .formatted(IN_FLUX))
        .param("rollout", wave.rolloutId())
        .param("no", wave.no())
        .param("site", site)
        .query(PlanCheck.Conflict.class)
        .list();
  }

  /** Rollouts whose waves asked for room before this one and wait for nothing else, in turn. */
  List<PlanCheck.Conflict> ahead(WaveRow wave) {
    return jdbc.sql(
            """
            select r.id as rollout_id, r.title, r.workload, w.size as devices
            from wave w join rollout r on r.id = w.rollout_id and r.ended_at is null
            where %s order by w.room_asked_at, r.id"""
                .formatted(AHEAD))
        .param("rollout", wave.rolloutId())
        .param("no", wave.no())
        .query(PlanCheck.Conflict.class)
        .list();
  }

  /** The wave takes its place, or keeps the one it has: room is all that it waits for. */
  void asksForRoom(WaveRow wave, Instant now) {
    jdbc.sql(
            """
            update wave set wants_room = true, room_asked_at = coalesce(room_asked_at, :now)
            where rollout_id = :rollout and no = :no and wants_room = false""")
        .param("now", Sql.time(now))
        .param("rollout", wave.rolloutId())
        .param("no", wave.no())
        .update();
  }

  /** Something else holds the wave, or nothing: nobody stays behind it. */
  void asksForNoRoom(WaveRow wave) {
    jdbc.sql(
            """
            update wave set wants_room = false
            where rollout_id = :rollout and no = :no and wants_room""")
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
            select rollout_id, title, workload, devices from (
              select r.id as rollout_id, r.title, r.workload, (
                select count(*) from %s e
                join wave_device x on x.rollout_id = r.id and x.device_id = e.id
                  and x.excluded is null
                join wave w on w.rollout_id = r.id and w.no = x.wave_no
                where e.reason is null and w.state not in ('PASSED', 'ROLLED_BACK')
                  and not (r.state = 'ROLLING_BACK' and w.state = 'PLANNED')) as devices
              from rollout r
              where r.ended_at is null and r.id in (
                select l.rollout_id from %s s
                join lease l on l.workload in (:workloads) and l.device_id = s.id
                where s.reason is null)) held
            where devices > 0 order by rollout_id"""
                .formatted(selection.table(), selection.table()))
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
