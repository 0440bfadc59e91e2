package dev.handover.authority;

import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Writes orders, as one statement per wave and in the caller's transaction, so that an order and
 * the token that asked for it commit together. {@link Delivery} carries them out.
 */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
public class Orders {

  /** Why a device is left out of a wave that a person let go on before it was sent. */
  static final String NOT_SENT = "NOT_SENT";

  private static final String UNSENT =
      """
      rollout_id = :rollout and wave_no = :wave and direction = 'TO_INTUNE'
      and state in ('ORDERED', 'CLAIMED') and attempts = 0""";

  /** That a device {@code w} of a wave could not be put back, and never will be. */
  private static final String NOT_PUT_BACK =
      """
      select 1 from authority_order b
      where b.rollout_id = w.rollout_id and b.device_id = w.device_id
        and b.direction = 'TO_CONFIGMGR' and b.generation >= 0 and b.state = 'FAILED'""";

  private final JdbcClient jdbc;
  private final Clock clock;

  public Orders(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Orders every device of the wave that is not excluded to Intune. Repeating it changes nothing: a
   * wave is ordered once per generation, as a whole.
   *
   * @return how many orders were written
   */
  public int moveWave(String rolloutId, int wave, Workload workload, int generation) {
    return jdbc.sql(
            """
            insert into authority_order
              (rollout_id, wave_no, device_id, workload, direction, generation, state, attempts,
               ordered_at, model, os_build, site)
            select w.rollout_id, w.wave_no, w.device_id, :workload, 'TO_INTUNE', :generation,
                   'ORDERED', 0, :now, d.model, d.os_build, d.site
            from wave_device w join device d on d.id = w.device_id
            where w.rollout_id = :rollout and w.wave_no = :wave and w.excluded is null
              and not exists (
                select 1 from authority_order o
                where o.rollout_id = :rollout and o.wave_no = :wave
                  and o.direction = 'TO_INTUNE' and o.generation = :generation)""")
        .param("workload", workload.slug())
        .param("generation", generation)
        .param("rollout", rolloutId)
        .param("wave", wave)
        .param("now", Sql.time(clock.instant()))
        .update();
  }

  /** Takes back what no sender has touched; after this no further device is moved forward. */
  public int supersede(String rolloutId) {
    return jdbc.sql(
            """
            update authority_order set state = 'SUPERSEDED'
            where rollout_id = :rollout and direction = 'TO_INTUNE' and state = 'ORDERED'""")
        .param("rollout", rolloutId)
        .update();
  }

  /**
   * Devices of the wave that are not sent to the site and of which no sender has tried to. The
   * caller holds the rollout's lock, without which no sender begins.
   */
  public int unsent(String rolloutId, int wave) {
    return jdbc.sql("select count(*) from authority_order where " + UNSENT)
        .param("rollout", rolloutId)
        .param("wave", wave)
        .query(Integer.class)
        .single();
  }

  /**
   * Leaves at Configuration Manager what {@link #unsent} counts: the orders are taken back, and the
   * devices are left out of the wave for that reason. What a sender has begun is carried through.
   *
   * @return how many devices stay
   */
  public int keepUnsent(String rolloutId, int wave) {
    int kept =
        jdbc.sql("update authority_order set state = 'SUPERSEDED', claim = null where " + UNSENT)
            .param("rollout", rolloutId)
            .param("wave", wave)
            .update();
    jdbc.sql(
            """
            update wave_device set excluded = :reason
            where rollout_id = :rollout and wave_no = :wave and excluded is null
              and exists (
                select 1 from authority_order o
                where o.rollout_id = wave_device.rollout_id and o.device_id = wave_device.device_id
                  and o.wave_no = :wave and o.direction = 'TO_INTUNE' and o.state = 'SUPERSEDED')""")
        .param("reason", NOT_SENT)
        .param("rollout", rolloutId)
        .param("wave", wave)
        .update();
    return kept;
  }

  /**
   * Orders back every device that an order of this rollout has moved, or may have moved: an order
   * whose outcome is not known counts as carried out. Devices that were at Intune by other hands
   * are left alone.
   *
   * @param fromWave the first wave that goes back
   * @param generation higher than that of every order so far
   */
  public int restore(String rolloutId, int fromWave, int generation) {
    supersede(rolloutId);
    return jdbc.sql(
            """
            insert into authority_order
              (rollout_id, wave_no, device_id, workload, direction, generation, state, attempts,
               ordered_at)
            select o.rollout_id, o.wave_no, o.device_id, o.workload, 'TO_CONFIGMGR', :generation,
                   'ORDERED', 0, :now
            from authority_order o
            where o.rollout_id = :rollout and o.direction = 'TO_INTUNE' and o.wave_no >= :fromWave
              and o.generation >= 0
              and (o.changed = true or (o.changed is null and o.attempts > 0))
              and not exists (
                select 1 from authority_order b
                where b.rollout_id = o.rollout_id and b.device_id = o.device_id
                  and b.direction = 'TO_CONFIGMGR' and b.generation >= 0)""")
        .param("generation", generation)
        .param("rollout", rolloutId)
        .param("fromWave", fromWave)
        .param("now", Sql.time(clock.instant()))
        .update();
  }

  /**
   * Orders back the devices that a quarantine keeps out of their waves, as {@link #restore} does,
   * and takes back what no sender has touched. What a sender has in hand goes to an end first, or
   * is not begun any more.
   */
  public int restoreQuarantined(String rolloutId, long quarantine, int generation) {
    jdbc.sql(
            """
            update authority_order set state = 'SUPERSEDED'
            where rollout_id = :rollout and direction = 'TO_INTUNE' and state = 'ORDERED'
              and exists (
                select 1 from wave_device w
                where w.rollout_id = authority_order.rollout_id
                  and w.device_id = authority_order.device_id and w.quarantine = :quarantine)""")
        .param("rollout", rolloutId)
        .param("quarantine", quarantine)
        .update();
    return jdbc.sql(
            """
            insert into authority_order
              (rollout_id, wave_no, device_id, workload, direction, generation, state, attempts,
               ordered_at)
            select o.rollout_id, o.wave_no, o.device_id, o.workload, 'TO_CONFIGMGR', :generation,
                   'ORDERED', 0, :now
            from wave_device w
            join authority_order o on o.rollout_id = w.rollout_id and o.device_id = w.device_id
              and o.direction = 'TO_INTUNE' and o.generation = :generation
            where w.quarantine = :quarantine
              and (o.changed = true or (o.changed is null and o.attempts > 0))""")
        .param("generation", generation)
        .param("quarantine", quarantine)
        .param("now", Sql.time(clock.instant()))
        .update();
  }

  /** How many devices of a quarantine are not even ordered back at the site. */
  public int stillToGoBack(long quarantine) {
    return jdbc.sql(
            """
            select count(*) from wave_device w
            join authority_order o on o.rollout_id = w.rollout_id and o.device_id = w.device_id
              and o.direction = 'TO_CONFIGMGR' and o.generation >= 0
            where w.quarantine = :quarantine and o.state in ('ORDERED', 'CLAIMED')""")
        .param("quarantine", quarantine)
        .query(Integer.class)
        .single();
  }

  /**
   * Closes the orders of devices that leave a quarantine, so that they can be ordered once more: a
   * closed order has a generation below zero, and counts nowhere. Those of devices that could not
   * be put back stay open.
   */
  public void closeQuarantined(String rolloutId, long quarantine) {
    jdbc.sql(
            """
            update authority_order
            set generation = -id, state = case
              when direction = 'TO_CONFIGMGR' and state = 'DELIVERED' then 'SUPERSEDED'
              else state end
            where rollout_id = :rollout and generation >= 0 and exists (
              select 1 from wave_device w
              where w.rollout_id = authority_order.rollout_id
                and w.device_id = authority_order.device_id
                and w.quarantine = :quarantine and not exists (%s))"""
                .formatted(NOT_PUT_BACK))
        .param("rollout", rolloutId)
        .param("quarantine", quarantine)
        .update();
  }

  /** Of how many devices the move is confirmed, and not taken back since. */
  public int atIntune(String rolloutId) {
    return jdbc.sql(
            """
            select count(*) from authority_order o
            where o.rollout_id = :rollout and o.direction = 'TO_INTUNE' and o.state = 'CONFIRMED'
              and o.generation >= 0 and not exists (
                select 1 from authority_order b
                where b.rollout_id = o.rollout_id and b.device_id = o.device_id
                  and b.direction = 'TO_CONFIGMGR' and b.generation >= 0)""")
        .param("rollout", rolloutId)
        .query(Integer.class)
        .single();
  }

  /**
   * How long it took from their order until both systems had reported so large a share of the
   * pilot's devices at Intune. It stands for the rest, and of later waves only the quickest may be
   * known.
   *
   * @param share above 0, at most 1
   * @return empty where fewer than 20 have moved, or fewer than that share have been reported
   */
  public Optional<Duration> pilotConfirmedWithin(String rolloutId, double share) {
    return jdbc.sql(
            """
            select case when count(*) >= 20 then nullif(
              percentile_disc(cast(:share as double precision)) within group (
                order by coalesce(
                  cast(extract(epoch from confirmed_at) - extract(epoch from ordered_at) as bigint),
                  :never)),
              :never) end as seconds
            from authority_order
            where rollout_id = :rollout and wave_no = 0 and direction = 'TO_INTUNE'
              and generation >= 0 and delivered_at is not null""")
        .param("share", share)
        .param("rollout", rolloutId)
        .param("never", Long.MAX_VALUE)
        .query((rs, row) -> Optional.ofNullable(rs.getObject("seconds", Long.class)))
        .single()
        .map(Duration::ofSeconds);
  }

  /** How many orders of this direction are not yet confirmed, and how many will never be. */
  public Open open(String rolloutId, Direction direction) {
    return jdbc.sql(
            """
            select count(*) as total,
                   coalesce(sum(case when state in ('ORDERED', 'CLAIMED') then 1 else 0 end), 0)
                     as undelivered,
                   coalesce(sum(case when state = 'DELIVERED' then 1 else 0 end), 0) as unconfirmed,
                   coalesce(sum(case when state = 'CONFIRMED' then 1 else 0 end), 0) as confirmed,
                   coalesce(sum(case when state = 'FAILED' then 1 else 0 end), 0) as failed
            from authority_order
            where rollout_id = :rollout and direction = :direction and state <> 'SUPERSEDED'
              and generation >= 0""")
        .param("rollout", rolloutId)
        .param("direction", direction.name())
        .query(Open.class)
        .single();
  }

  /**
   * Counts of orders that count.
   *
   * @param undelivered not yet at the site
   * @param unconfirmed at the site, not yet reported by both systems
   */
  public record Open(int total, int undelivered, int unconfirmed, int confirmed, int failed) {}
}
