package dev.handover.rollout;

import dev.handover.device.DeviceCount;
import dev.handover.plan.Plan;
import dev.handover.security.Actor;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Freezes what a wave is compared with, in the transaction that orders its moves: the newest
 * reading of each of its devices by every metric of kind change, and those of a control group.
 *
 * <p>The control group is co-managed devices that Configuration Manager has authority over for the
 * workload, in no wave of this rollout up to this one and not leased by another rollout. It has as
 * many devices of each model, OS build and site as the wave, as far as there are so many that have
 * reported lately, and at most {@link #MOST} in all; which of them is scattered over the fleet, and
 * always the same for the same rollout. The watch over production moves nothing and has none.
 */
@Component
class ControlGroup {

  /** More would hardly narrow the interval, to which the moved devices add their own part. */
  static final int MOST = 10_000;

  private static final String FRESH =
      """
      b.observed_at <= :now and b.observed_at
        >= cast(:now as timestamp with time zone) - g.max_age_seconds * interval '1' second""";

  private final JdbcClient jdbc;
  private final RolloutJournal journal;
  private final Clock clock;

  ControlGroup(JdbcClient jdbc, RolloutJournal journal, Clock clock) {
    this.jdbc = jdbc;
    this.journal = journal;
    this.clock = clock;
  }

  /** Writes nothing for a plan without metrics of kind change, and for a wave that moves nobody. */
  void freeze(RolloutRow rollout, WaveRow wave, Plan plan) {
    if (wave.size() == 0 || plan.gate().metrics().stream().allMatch(m -> m.change() == null)) {
      return;
    }
    freezeMoved(rollout, wave);
    freezeControl(rollout, wave);
    int devices =
        jdbc.sql(
                """
                select count(distinct device_id) from wave_baseline
                where rollout_id = :rollout and wave_no = :no and control""")
            .param("rollout", rollout.id())
            .param("no", wave.no())
            .query(Integer.class)
            .single();
    journal.tell(
        Actor.SYSTEM.id(),
        "control-frozen",
        rollout.id(),
        devices == 0
            ? "No device like those of %s stays with Configuration Manager; it is judged without a control group."
                .formatted(name(wave))
            : "%s is compared with %s."
                .formatted(
                    name(wave),
                    DeviceCount.of(
                        devices,
                        "device like its own that stays with Configuration Manager",
                        "devices like its own that stay with Configuration Manager")));
  }

  private static String name(WaveRow wave) {
    return wave.no() == 0 ? "The pilot" : "Wave " + wave.no();
  }

  private void freezeMoved(RolloutRow rollout, WaveRow wave) {
    jdbc.sql(
            """
            insert into wave_baseline
              (rollout_id, wave_no, metric, device_id, control, unhealthy, observed_at, pilots)
            select w.rollout_id, w.wave_no, g.metric, w.device_id, false, b.unhealthy,
              b.observed_at, d.pilots
            from wave_device w
            join device d on d.id = w.device_id
            join gate_metric g on g.rollout_id = w.rollout_id and g.compared
            join observation b on b.device_id = w.device_id and b.metric = g.metric
            where w.rollout_id = :rollout and w.wave_no = :no and w.excluded is null and %s"""
                .formatted(FRESH))
        .params(parameters(rollout, wave))
        .update();
  }

  /**
   * Taken devices are subtracted as a set: looked up one by one, a long list of leases would be
   * read for each.
   */
  private void freezeControl(RolloutRow rollout, WaveRow wave) {
    jdbc.sql(
            """
            insert into wave_baseline
              (rollout_id, wave_no, metric, device_id, control, unhealthy, observed_at, pilots)
            select :rollout, :no, g.metric, c.id, true, b.unhealthy, b.observed_at, c.pilots
            from (
              select d.id, d.pilots, s.devices, row_number() over (
                  partition by s.stratum order by %1$s, d.id) as turn
              from (
                select f.id from device f where f.management_state = 'CO_MANAGED'
                except (
                  select i.device_id from wave_device i
                  where i.rollout_id = :rollout and i.wave_no <= :no
                  union all
                  select l.device_id from lease l where l.rollout_id <> :rollout
                )
              ) free
              join device d on d.id = free.id
              join (
                select coalesce(e.model, '') as model, coalesce(e.os_build, '') as os_build,
                  coalesce(e.site, '') as site, count(*) as devices,
                  row_number() over () as stratum
                from wave_device w join device e on e.id = w.device_id
                where w.rollout_id = :rollout and w.wave_no = :no and w.excluded is null
                group by coalesce(e.model, ''), coalesce(e.os_build, ''), coalesce(e.site, '')
              ) s on coalesce(d.model, '') = s.model
                and coalesce(d.os_build, '') = s.os_build and coalesce(d.site, '') = s.site
              join effective_authority a on a.device_id = d.id and a.workload = :workload
              where a.authority = 'CONFIGURATION_MANAGER'
                and exists (
                  select 1 from gate_metric g
                  join observation b on b.metric = g.metric and b.device_id = d.id
                  where g.rollout_id = :rollout and g.compared and %2$s)
            ) c
            join gate_metric g on g.rollout_id = :rollout and g.compared
            join observation b on b.metric = g.metric and b.device_id = c.id
            where c.turn <= ceiling(c.devices * cast(:share as double precision)) and %2$s"""
                .formatted(Scope.scattered("d.id"), FRESH))
        .params(parameters(rollout, wave))
        .param("workload", rollout.workload().slug())
        .param("share", Math.min(1, (double) MOST / wave.size()))
        .param("seed", Scope.seed(rollout.id().hashCode()))
        .update();
  }

  private Map<String, Object> parameters(RolloutRow rollout, WaveRow wave) {
    return Map.of("rollout", rollout.id(), "no", wave.no(), "now", Sql.time(clock.instant()));
  }
}
