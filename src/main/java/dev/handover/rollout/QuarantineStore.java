package dev.handover.rollout;

import dev.handover.health.PartExtent;
import dev.handover.health.Strata.Stratum;
import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Repository;

/** Quarantines and the devices that they keep out of waves, in the caller's transaction. */
@Repository
class QuarantineStore {

  /** That a device {@code x} of a wave was of the part when its move was ordered. */
  private static final String IS_OF_PART =
      """
      x.excluded is null and exists (
        select 1 from authority_order o
        where o.rollout_id = x.rollout_id and o.device_id = x.device_id
          and o.direction = 'TO_INTUNE' and o.generation = :generation and o.state <> 'SUPERSEDED'
          and coalesce(case :dimension when 'model' then o.model when 'osBuild' then o.os_build
            else o.site end, '') = :label)""";

  /** The quarantines of a rollout that stand and speak of a device as it is now. */
  private static final String KEEP_OUT =
      """
      from quarantine q, device d
      where q.rollout_id = wave_device.rollout_id and q.released_at is null
        and d.id = wave_device.device_id
        and q.label = coalesce(case q.dimension when 'model' then d.model
          when 'osBuild' then d.os_build else d.site end, '')""";

  private final JdbcClient jdbc;
  private final Clock clock;

  QuarantineStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** What a part is of the wave that is judged. */
  PartExtent extent(RolloutRow rollout, WaveRow wave, Stratum part) {
    return jdbc.sql(
            """
            select count(*) as devices, count(x.quarantine) as quarantined,
              count(case when %s then 1 end) as ofPart
            from wave_device x
            where x.rollout_id = :rollout and x.wave_no between :from and :no"""
                .formatted(IS_OF_PART))
        .params(parameters(rollout, wave, part))
        .query(PartExtent.class)
        .single();
  }

  /**
   * Begins a quarantine and takes the devices of the part out of the waves that are judged.
   *
   * @return its id
   */
  long begin(RolloutRow rollout, WaveRow wave, Stratum part, String why) {
    KeyHolder key = new GeneratedKeyHolder();
    jdbc.sql(
            """
            insert into quarantine (rollout_id, dimension, label, wave_no, since, why)
            values (:rollout, :dimension, :label, :no, :now, :why)""")
        .param("rollout", rollout.id())
        .param("dimension", part.dimension())
        .param("label", part.label())
        .param("no", wave.no())
        .param("now", Sql.time(clock.instant()))
        .param("why", why)
        .update(key, "id");
    long id = key.getKey().longValue();
    jdbc.sql(
            """
            update wave_device set excluded = 'QUARANTINE', quarantine = :quarantine
            where rollout_id = :rollout and wave_no between :from and :no
              and exists (
                select 1 from wave_device x
                where x.rollout_id = wave_device.rollout_id and x.device_id = wave_device.device_id
                  and %s)"""
                .formatted(IS_OF_PART))
        .params(parameters(rollout, wave, part))
        .param("quarantine", id)
        .update();
    return id;
  }

  private static Map<String, Object> parameters(RolloutRow rollout, WaveRow wave, Stratum part) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("rollout", rollout.id());
    parameters.put("from", wave.cohortFrom());
    parameters.put("no", wave.no());
    parameters.put("generation", rollout.generation());
    parameters.put("dimension", part.dimension());
    parameters.put("label", part.label());
    return parameters;
  }

  /**
   * Takes out of a wave that is about to be ordered what quarantines keep back.
   *
   * @return how many devices
   */
  int keepOut(String rolloutId, int wave) {
    return jdbc.sql(
            """
            update wave_device
            set excluded = 'QUARANTINE', quarantine = (select min(q.id) %s)
            where rollout_id = :rollout and wave_no = :wave and excluded is null
              and exists (select 1 %s)"""
                .formatted(KEEP_OUT, KEEP_OUT))
        .param("rollout", rolloutId)
        .param("wave", wave)
        .update();
  }

  /** The first wave that has not begun; the watch over production moves nobody. */
  OptionalInt nextWave(String rolloutId) {
    Integer next =
        jdbc.sql(
                """
                select min(no) from wave
                where rollout_id = :rollout and state = 'PLANNED' and cohort_from = no""")
            .param("rollout", rolloutId)
            .query(Integer.class)
            .optional()
            .orElse(null);
    return next == null ? OptionalInt.empty() : OptionalInt.of(next);
  }

  void release(long quarantine, String actor, String reason) {
    jdbc.sql(
            """
            update quarantine
            set released_at = :now, released_by = :actor, release_reason = :reason
            where id = :id""")
        .param("now", Sql.time(clock.instant()))
        .param("actor", actor)
        .param("reason", reason)
        .param("id", quarantine)
        .update();
  }

  /** Released quarantines that still have devices. */
  List<Long> released(String rolloutId) {
    return jdbc.sql(
            """
            select q.id from quarantine q
            where q.rollout_id = :rollout and q.released_at is not null
              and exists (select 1 from wave_device w where w.quarantine = q.id)
            order by q.id""")
        .param("rollout", rolloutId)
        .query(Long.class)
        .list();
  }

  /** How many devices of released quarantines a wave could take up. */
  int returnable(String rolloutId) {
    return jdbc.sql(
            """
            select count(*) from wave_device w
            join quarantine q on q.id = w.quarantine and q.released_at is not null
            where q.rollout_id = :rollout and not exists (
              select 1 from authority_order o
              where o.rollout_id = w.rollout_id and o.device_id = w.device_id
                and o.direction = 'TO_CONFIGMGR' and o.generation >= 0 and o.state = 'FAILED')""")
        .param("rollout", rolloutId)
        .query(Integer.class)
        .single();
  }

  /**
   * Puts the devices of a quarantine into a wave that has not begun. Those that could not be put
   * back, whose orders are not closed, stay where they are.
   *
   * @return how many devices
   */
  int joinWave(long quarantine, int wave) {
    return jdbc.sql(
            """
            update wave_device set excluded = null, quarantine = null, wave_no = :wave
            where quarantine = :quarantine and not exists (
              select 1 from authority_order o
              where o.rollout_id = wave_device.rollout_id
                and o.device_id = wave_device.device_id and o.generation >= 0)""")
        .param("wave", wave)
        .param("quarantine", quarantine)
        .update();
  }

  /** Those that stand first, then the others, the newest first. */
  List<QuarantineView> of(String rolloutId) {
    return jdbc.sql(
            """
            select q.id, q.dimension, q.label, q.wave_no, q.since, q.why, q.released_at,
              q.released_by, q.release_reason, count(w.device_id) as devices,
              count(o.confirmed_at) as back
            from quarantine q
            left join wave_device w on w.quarantine = q.id
            left join authority_order o on o.rollout_id = w.rollout_id
              and o.device_id = w.device_id and o.direction = 'TO_CONFIGMGR'
              and o.state = 'CONFIRMED' and o.generation >= 0
            where q.rollout_id = :rollout
            group by q.id, q.dimension, q.label, q.wave_no, q.since, q.why, q.released_at,
              q.released_by, q.release_reason
            order by case when q.released_at is null then 0 else 1 end, q.id desc""")
        .param("rollout", rolloutId)
        .query(QuarantineStore::view)
        .list();
  }

  private static QuarantineView view(ResultSet rs, int row) throws SQLException {
    Stratum part = new Stratum(rs.getString("dimension"), rs.getString("label"));
    return new QuarantineView(
        rs.getLong("id"),
        part.dimension(),
        part.label(),
        part.title(),
        rs.getInt("wave_no"),
        Sql.instant(rs, "since"),
        rs.getString("why"),
        rs.getInt("devices"),
        rs.getInt("back"),
        Sql.instant(rs, "released_at"),
        rs.getString("released_by"),
        rs.getString("release_reason"));
  }

  /** Rollouts that have a quarantine, or had one, and whose waves have all passed. */
  List<String> beforeHandover() {
    return jdbc.sql(
            """
            select r.id from rollout r
            where r.state = 'EXPANDING'
              and exists (select 1 from quarantine q where q.rollout_id = r.id)
              and not exists (
                select 1 from wave w
                where w.rollout_id = r.id and w.cohort_from = w.no and w.state <> 'PASSED')
            order by r.id""")
        .query(String.class)
        .list();
  }
}
