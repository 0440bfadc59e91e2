package dev.handover.rollout;

import dev.handover.health.Verdict;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** All rollouts in numbers, for whoever watches Handover itself. Reads only. */
@Repository
public class RolloutCounts {

  private final JdbcClient jdbc;

  RolloutCounts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param rollouts by state, ended ones too; states that none is in are missing, here and below
   * @param waves of rollouts that have not ended, by state
   * @param verdicts all waves that have been judged, by what the gate said last
   * @param asked rollouts that wait for a person, by what is asked
   * @param inFlux devices that have been ordered to move and whose wave has not passed
   */
  public record Counts(
      Map<RolloutState, Integer> rollouts,
      Map<WaveState, Integer> waves,
      Map<Verdict, Integer> verdicts,
      Map<TaskKind, Integer> asked,
      int paused,
      int inFlux) {}

  @Transactional(readOnly = true)
  public Counts read() {
    return new Counts(
        by(RolloutState.class, "select state, count(*) from rollout group by state"),
        by(
            WaveState.class,
            """
            select w.state, count(*) from wave w
            join rollout r on r.id = w.rollout_id and r.ended_at is null group by w.state"""),
        by(
            Verdict.class,
            "select verdict, count(*) from wave where verdict is not null group by verdict"),
        by(
            TaskKind.class,
            """
            select waiting_for, count(*) from rollout
            where ended_at is null and waiting_for is not null group by waiting_for"""),
        one("select count(*) from rollout where ended_at is null and paused"),
        inFlux());
  }

  /** Devices that have been ordered to move and whose wave has not passed; each counts once. */
  public int inFlux() {
    return one(
        """
        select count(distinct d.device_id) from wave w
        join rollout r on r.id = w.rollout_id and r.ended_at is null
        join wave_device d on d.rollout_id = w.rollout_id and d.wave_no = w.no
          and d.excluded is null
        where w.state in ('MOVING', 'SOAKING', 'HELD', 'FAILED', 'ROLLING_BACK')""");
  }

  /** Values that are none of the type's are left out: rollouts wait for other things, too. */
  private <E extends Enum<E>> Map<E, Integer> by(Class<E> type, String sql) {
    Map<E, Integer> counts = new EnumMap<>(type);
    Map<String, E> names = new HashMap<>();
    for (E value : type.getEnumConstants()) {
      names.put(value.name(), value);
    }
    jdbc.sql(sql)
        .query(
            rs -> {
              E value = names.get(rs.getString(1));
              if (value != null) {
                counts.put(value, rs.getInt(2));
              }
            });
    return counts;
  }

  private int one(String sql) {
    return jdbc.sql(sql).query(Integer.class).single();
  }
}
