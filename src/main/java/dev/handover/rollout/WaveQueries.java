package dev.handover.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.health.WaveKey;
import dev.handover.sql.OneMoment;
import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The waves of rollouts and their evidence, as others read them. Reads only. */
@OneMoment
@Repository
public class WaveQueries {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Waves with what they were judged on last: by the gate, or by the guard once it has failed a
   * wave that had passed. Whoever let that pass has not made it good: it stays failed, on what the
   * guard has seen since.
   */
  static final String JUDGED =
      """
      (select w.rollout_id, w.no, w.cohort_from, w.state, w.size, w.joined, w.soak_seconds,
        w.started_at, w.deadline_at, w.passed_at, w.ended_at,
        case when v.wave_no is null then w.verdict else 'FAIL' end as verdict,
        case when v.wave_no is null then w.judged_at else v.judged_at end as judged_at,
        case when v.wave_no is null then w.evidence else v.evidence end as evidence,
        case when v.wave_no is null then w.evidence_hash else v.evidence_hash end
          as evidence_hash
      from wave w
      left join wave_guard v
        on v.rollout_id = w.rollout_id and v.wave_no = w.no and v.regressed_at is not null)""";

  private static final String EVIDENCE =
      """
      select no, verdict, judged_at, evidence, evidence_hash
      from %s j
      where rollout_id = :id"""
          .formatted(JUDGED);

  private final JdbcClient jdbc;

  public WaveQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** All waves of a rollout, the pilot first. */
  public List<WaveView> waves(String rolloutId) {
    return waves(List.of(rolloutId)).getOrDefault(rolloutId, List.of());
  }

  public Optional<WaveView> wave(String rolloutId, int no) {
    return waves(rolloutId).stream().filter(w -> w.no() == no).findFirst();
  }

  /** The waves of several rollouts by rollout id, in the same statements as of one. */
  public Map<String, List<WaveView>> waves(Collection<String> rolloutIds) {
    return waves(rolloutIds, new WaveCounts(jdbc).of(rolloutIds));
  }

  /** Likewise, of waves that have been counted. */
  Map<String, List<WaveView>> waves(Collection<String> rolloutIds, WaveCounts.Counted counted) {
    if (rolloutIds.isEmpty()) {
      return Map.of();
    }
    Map<WaveKey, WaveView.Guard> guards = new GuardQueries(jdbc).of(rolloutIds);
    Map<String, List<WaveView>> waves = new HashMap<>();
    jdbc.sql(
            "select * from %s j where rollout_id in (:ids) order by rollout_id, no"
                .formatted(JUDGED))
        .param("ids", rolloutIds)
        .query(
            rs -> {
              WaveKey key = new WaveKey(rs.getString("rollout_id"), rs.getInt("no"));
              waves
                  .computeIfAbsent(key.rolloutId(), id -> new ArrayList<>())
                  .add(view(rs, counted.of(key), guards.get(key)));
            });
    return waves;
  }

  /** The evidence of every wave that has begun, the pilot first. */
  public List<WaveEvidence> evidence(String rolloutId) {
    return jdbc.sql(EVIDENCE + " and state <> 'PLANNED' order by no")
        .param("id", rolloutId)
        .query(WaveQueries::evidence)
        .list();
  }

  /** The evidence of one wave; empty where there is no such wave. */
  public Optional<WaveEvidence> evidence(String rolloutId, int no) {
    return jdbc.sql(EVIDENCE + " and no = :no")
        .param("id", rolloutId)
        .param("no", no)
        .query(WaveQueries::evidence)
        .optional();
  }

  private static WaveView view(ResultSet rs, WaveCounts.Counts counts, WaveView.Guard guard)
      throws SQLException {
    int no = rs.getInt("no");
    WaveState state = WaveState.valueOf(rs.getString("state"));
    EvidenceSummary evidence = EvidenceSummary.of(json(rs.getString("evidence")));
    return new WaveView(
        no,
        no == 0
            ? WaveView.Kind.PILOT
            : rs.getInt("cohort_from") < no ? WaveView.Kind.PRODUCTION : WaveView.Kind.WAVE,
        state,
        rs.getInt("size"),
        rs.getInt("joined"),
        counts.ordered(),
        counts.moved(),
        counts.confirmed(),
        counts.returned(),
        counts.excluded(),
        counts.quarantined(),
        evidence.judged(),
        evidence.unhealthy(),
        evidence.silent(),
        rs.getString("verdict"),
        evidence.reasons(),
        Duration.ofSeconds(rs.getLong("soak_seconds")),
        Sql.instant(rs, "started_at"),
        Sql.instant(rs, "deadline_at"),
        Sql.instant(rs, "judged_at"),
        Sql.instant(rs, "passed_at"),
        Sql.instant(rs, "ended_at"),
        rs.getString("evidence_hash"),
        guard);
  }

  private static WaveEvidence evidence(ResultSet rs, int n) throws SQLException {
    return new WaveEvidence(
        rs.getInt("no"),
        rs.getString("verdict"),
        Sql.instant(rs, "judged_at"),
        rs.getString("evidence_hash"),
        json(rs.getString("evidence")));
  }

  private static JsonNode json(String text) {
    try {
      return text == null ? null : JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("evidence was stored that is not JSON", e);
    }
  }
}
