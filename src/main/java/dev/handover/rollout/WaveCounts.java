package dev.handover.rollout;

import dev.handover.health.WaveKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Counts the devices of waves by how far they have come. A rollout is the sum of its waves, so that
 * a page which shows both has looked at each device once.
 */
final class WaveCounts {

  private static final String ORDERS =
      """
      select rollout_id, wave_no, direction, count(*) as ordered, count(delivered_at) as moved,
             count(confirmed_at) as confirmed
      from authority_order
      where rollout_id in (:ids) and state <> 'SUPERSEDED' and generation >= 0
      group by rollout_id, wave_no, direction""";

  private static final String LEFT_OUT =
      """
      select rollout_id, wave_no, count(*) - count(quarantine) as excluded, count(quarantine) as quarantined
      from wave_device where rollout_id in (:ids) and excluded is not null
      group by rollout_id, wave_no""";

  private static final String BACK =
      """
      select b.rollout_id, count(o.confirmed_at) as devices
      from authority_order b
      join authority_order o
        on o.rollout_id = b.rollout_id and o.device_id = b.device_id
        and o.direction = 'TO_INTUNE' and o.state <> 'SUPERSEDED' and o.generation >= 0
      where b.rollout_id in (:ids) and b.direction = 'TO_CONFIGMGR' and b.state = 'CONFIRMED'
        and b.generation >= 0
      group by b.rollout_id""";

  private final JdbcClient jdbc;

  WaveCounts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param ordered to Intune, {@code moved} of them delivered, {@code confirmed} of them by both
   *     systems
   * @param returned confirmed back at Configuration Manager
   * @param excluded left out for another reason than quarantine, {@code quarantined} in quarantine
   */
  record Counts(
      int ordered, int moved, int confirmed, int returned, int excluded, int quarantined) {

    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    Counts plus(Counts other) {
      return new Counts(
          ordered + other.ordered,
          moved + other.moved,
          confirmed + other.confirmed,
          returned + other.returned,
          excluded + other.excluded,
          quarantined + other.quarantined);
    }
  }

  /**
   * @param back by rollout id, devices that were confirmed at Intune and then back
   */
  record Counted(Map<WaveKey, Counts> waves, Map<String, Integer> back) {

    Counts of(WaveKey wave) {
      return waves.getOrDefault(wave, Counts.NONE);
    }

    Counts of(String rolloutId) {
      return waves.entrySet().stream()
          .filter(wave -> wave.getKey().rolloutId().equals(rolloutId))
          .map(Map.Entry::getValue)
          .reduce(Counts.NONE, Counts::plus);
    }

    /** Devices of a rollout that are confirmed at Intune and not back. */
    int atIntune(String rolloutId) {
      return of(rolloutId).confirmed() - back.getOrDefault(rolloutId, 0);
    }
  }

  /** Of several rollouts, in two statements, and a third for those of which something is back. */
  Counted of(Collection<String> rolloutIds) {
    if (rolloutIds.isEmpty()) {
      return new Counted(Map.of(), Map.of());
    }
    Map<WaveKey, Counts> waves = new HashMap<>();
    add(waves, rolloutIds, ORDERS, WaveCounts::orders);
    add(waves, rolloutIds, LEFT_OUT, WaveCounts::leftOut);
    List<String> returned =
        waves.entrySet().stream()
            .filter(wave -> wave.getValue().returned() > 0)
            .map(wave -> wave.getKey().rolloutId())
            .distinct()
            .toList();
    return new Counted(waves, returned.isEmpty() ? Map.of() : back(returned));
  }

  private void add(
      Map<WaveKey, Counts> counts,
      Collection<String> ids,
      String statement,
      RowMapper<Counts> counted) {
    jdbc.sql(statement)
        .param("ids", ids)
        .query(
            rs -> {
              counts.merge(
                  new WaveKey(rs.getString("rollout_id"), rs.getInt("wave_no")),
                  counted.mapRow(rs, rs.getRow()),
                  Counts::plus);
            });
  }

  private static Counts orders(ResultSet rs, int n) throws SQLException {
    int confirmed = rs.getInt("confirmed");
    return rs.getString("direction").equals("TO_INTUNE")
        ? new Counts(rs.getInt("ordered"), rs.getInt("moved"), confirmed, 0, 0, 0)
        : new Counts(0, 0, 0, confirmed, 0, 0);
  }

  private static Counts leftOut(ResultSet rs, int n) throws SQLException {
    return new Counts(0, 0, 0, 0, rs.getInt("excluded"), rs.getInt("quarantined"));
  }

  private Map<String, Integer> back(List<String> ids) {
    Map<String, Integer> back = new HashMap<>();
    jdbc.sql(BACK)
        .param("ids", ids)
        .query(
            rs -> {
              back.put(rs.getString("rollout_id"), rs.getInt("devices"));
            });
    return back;
  }
}
