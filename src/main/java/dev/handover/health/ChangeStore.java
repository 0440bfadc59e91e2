package dev.handover.health;

import dev.handover.health.ChangeEvidence.Group;
import dev.handover.health.ChangeEvidence.Now;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Measures waves against their control groups, in the database: each device by what it was before
 * the move, frozen with the wave, and by its newest reading since.
 *
 * <p>A reading counts as in {@link StandingRule}; of the control group, if it was made after the
 * wave began. A device of the control group leaves it once it is no longer co-managed, once its
 * pilot memberships have changed, of whatever workload, or once the slider has moved it: only its
 * newest reading is kept, and that is no longer one of a device left as it was.
 */
final class ChangeStore {

  /** A wave that was frozen without a control group has no rows. */
  private static final String MEASURE =
      """
      select x.rollout_id, x.no, x.metric, x.control, x.known, x.was_unhealthy, x.fate, count(*) as devices
      from (
        select m.rollout_id, m.no, m.metric, m.control, m.known, m.was_unhealthy,
          case
            when m.gone then 'LEFT'
            when %2$s
              then case
                when b.observed_at < m.oldest then 'OPEN'
                when b.unhealthy then 'UNHEALTHY'
                else 'HEALTHY'
              end
            when m.over then 'SILENT'
            else 'OPEN'
          end as fate
        from (
          select w.rollout_id, w.no, g.metric, d.device_id, false as control, false as gone,
            z.device_id is not null as known, coalesce(z.unhealthy, false) as was_unhealthy,
            o.confirmed_at as since,
            coalesce(w.deadline_at <= :now, false) as over,
            cast(:now as timestamp with time zone) - g.max_age_seconds * interval '1' second as oldest
          from wave w
          join rollout r on r.id = w.rollout_id
          join gate_metric g on g.rollout_id = w.rollout_id and g.compared
          join wave_device d
            on d.rollout_id = w.rollout_id and d.wave_no = w.no and d.excluded is null
          left join wave_baseline z
            on z.rollout_id = w.rollout_id and z.wave_no = w.no and z.metric = g.metric
            and z.device_id = d.device_id and not z.control
          left join authority_order o
            on %3$s
          where %1$s
          union all
          select w.rollout_id, w.no, g.metric, z.device_id, true,
            coalesce(d.management_state <> 'CO_MANAGED' or d.pilots <> z.pilots, true)
              or coalesce(s.at_intune, false),
            true, z.unhealthy, w.started_at,
            coalesce(w.deadline_at <= :now, false),
            cast(:now as timestamp with time zone) - g.max_age_seconds * interval '1' second
          from wave w
          join rollout r on r.id = w.rollout_id
          join gate_metric g on g.rollout_id = w.rollout_id and g.compared
          join wave_baseline z
            on z.rollout_id = w.rollout_id and z.wave_no = w.no and z.metric = g.metric
            and z.control
          left join device d on d.id = z.device_id
          left join workload_setting s on s.workload = r.workload
          where %1$s
        ) m
        left join observation b on b.device_id = m.device_id and b.metric = m.metric
      ) x
      group by x.rollout_id, x.no, x.metric, x.control, x.known, x.was_unhealthy, x.fate
      order by x.rollout_id, x.no, x.metric
      """;

  private final JdbcClient jdbc;

  ChangeStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param waves which waves {@code w}, as a condition
   * @param parameters those of the condition, and {@code now}
   * @return what is compared; nothing for waves that were frozen without a control group
   */
  Map<WaveKey, List<ChangeEvidence>> measure(String waves, Map<String, Object> parameters) {
    Map<WaveKey, Map<String, Tally>> tallies = new LinkedHashMap<>();
    jdbc.sql(
            MEASURE.formatted(
                waves, StandingRule.countsSince("m.since"), StandingRule.order("r.generation")))
        .params(parameters)
        .query(
            rs -> {
              tallies
                  .computeIfAbsent(
                      new WaveKey(rs.getString("rollout_id"), rs.getInt("no")),
                      k -> new LinkedHashMap<>())
                  .computeIfAbsent(rs.getString("metric"), m -> new Tally())
                  .count(
                      rs.getBoolean("control"),
                      rs.getBoolean("known"),
                      rs.getBoolean("was_unhealthy"),
                      rs.getString("fate"),
                      rs.getInt("devices"));
            });
    Map<WaveKey, List<ChangeEvidence>> evidence = new LinkedHashMap<>();
    tallies.forEach(
        (wave, byMetric) -> {
          List<ChangeEvidence> of = new ArrayList<>();
          byMetric.forEach((metric, tally) -> of.add(tally.evidence(metric)));
          evidence.put(wave, of);
        });
    return evidence;
  }

  private static final class Tally {

    private Group moved = Group.NONE;
    private Group control = Group.NONE;
    private int known;
    private int left;

    void count(boolean ofControl, boolean isKnown, boolean unhealthyBefore, String now, int n) {
      if (now.equals("LEFT")) {
        left += n;
      } else if (ofControl) {
        control = control.plus(unhealthyBefore, now(now, n));
      } else {
        moved = moved.plus(unhealthyBefore, now(now, n));
        known += isKnown ? n : 0;
      }
    }

    private static Now now(String now, int n) {
      return switch (now) {
        case "HEALTHY" -> new Now(n, 0, 0, 0);
        case "UNHEALTHY" -> new Now(0, n, 0, 0);
        case "SILENT" -> new Now(0, 0, n, 0);
        case "OPEN" -> new Now(0, 0, 0, n);
        default -> throw new IllegalStateException("the statement knows no " + now);
      };
    }

    ChangeEvidence evidence(String metric) {
      return new ChangeEvidence(metric, moved, control, known, left);
    }
  }
}
