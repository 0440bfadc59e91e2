package dev.handover.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.health.PassedWaves;
import dev.handover.health.WaveKey;
import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the guard has last said of passed waves, as others read it. Reads only. */
final class GuardQueries {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JdbcClient jdbc;

  GuardQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** In one statement; waves that the guard has not looked at are left out. */
  Map<WaveKey, WaveView.Guard> of(Collection<String> rolloutIds) {
    Map<WaveKey, WaveView.Guard> guards = new HashMap<>();
    jdbc.sql(
            """
            select v.*, case when %s then true else false end as guarded
            from wave_guard v
            join wave w on w.rollout_id = v.rollout_id and w.no = v.wave_no
            join rollout r on r.id = v.rollout_id
            where v.rollout_id in (:ids)"""
                .formatted(PassedWaves.GUARDED))
        .param("ids", rolloutIds)
        .query(
            rs -> {
              guards.put(new WaveKey(rs.getString("rollout_id"), rs.getInt("wave_no")), guard(rs));
            });
    return guards;
  }

  private static WaveView.Guard guard(ResultSet rs) throws SQLException {
    try {
      return new WaveView.Guard(
          rs.getBoolean("guarded"),
          rs.getString("verdict"),
          EvidenceSummary.of(JSON.readTree(rs.getString("evidence"))).reasons(),
          Sql.instant(rs, "judged_at"),
          Sql.instant(rs, "regressed_at"),
          rs.getString("regressed_why"),
          rs.getString("evidence_hash"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("evidence was stored that is not JSON", e);
    }
  }
}
