package dev.handover.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.health.WaveKey;
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
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The waves of rollouts, their evidence and their devices, as others read them. Reads only. */
@Repository
public class WaveQueries {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** How far a device has come, by its newest order {@code o}. */
  static final String DEVICE_STATE =
      """
      case
        when wd.quarantine is not null then 'QUARANTINED'
        when wd.excluded is not null then 'EXCLUDED'
        when o.state = 'FAILED' then 'FAILED'
        when o.direction = 'TO_CONFIGMGR' and o.confirmed_at is not null then 'RETURNED'
        when o.direction = 'TO_CONFIGMGR' then 'RETURNING'
        when o.confirmed_at is not null and o.state <> 'SUPERSEDED' then 'CONFIRMED'
        else 'PENDING'
      end""";

  private static final String OF_WAVE = "wd.rollout_id = :id and wd.wave_no = :no";

  private static final String DEVICES =
      """
      from wave_device wd
      join device d on d.id = wd.device_id
      left join authority_order o on o.id = (
        select max(n.id) from authority_order n
        where n.device_id = wd.device_id and n.rollout_id = wd.rollout_id)
      where\s"""
          + OF_WAVE;

  /** What the wave was judged on last: by the gate, or by the guard that has failed it since. */
  private static final String EVIDENCE =
      """
      select w.no, coalesce(v.verdict, w.verdict) as verdict,
        coalesce(v.judged_at, w.judged_at) as judged_at,
        coalesce(v.evidence, w.evidence) as evidence,
        coalesce(v.evidence_hash, w.evidence_hash) as evidence_hash
      from wave w
      left join wave_guard v
        on v.rollout_id = w.rollout_id and v.wave_no = w.no and v.verdict = 'FAIL'
      where w.rollout_id = :id""";

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

  /** The waves of several rollouts by rollout id, in four statements. */
  public Map<String, List<WaveView>> waves(Collection<String> rolloutIds) {
    if (rolloutIds.isEmpty()) {
      return Map.of();
    }
    Map<WaveKey, Counts> counts = counts(rolloutIds);
    Map<WaveKey, WaveView.Guard> guards = new GuardQueries(jdbc).of(rolloutIds);
    Map<String, List<WaveView>> waves = new HashMap<>();
    jdbc.sql("select * from wave where rollout_id in (:ids) order by rollout_id, no")
        .param("ids", rolloutIds)
        .query(
            rs -> {
              WaveKey key = new WaveKey(rs.getString("rollout_id"), rs.getInt("no"));
              waves
                  .computeIfAbsent(key.rolloutId(), id -> new ArrayList<>())
                  .add(view(rs, counts.getOrDefault(key, Counts.NONE), guards.get(key)));
            });
    return waves;
  }

  /** The evidence of every wave that has begun, the pilot first. */
  public List<WaveEvidence> evidence(String rolloutId) {
    return jdbc.sql(EVIDENCE + " and w.state <> 'PLANNED' order by w.no")
        .param("id", rolloutId)
        .query(WaveQueries::evidence)
        .list();
  }

  /** The evidence of one wave; empty where there is no such wave. */
  public Optional<WaveEvidence> evidence(String rolloutId, int no) {
    return jdbc.sql(EVIDENCE + " and w.no = :no")
        .param("id", rolloutId)
        .param("no", no)
        .query(WaveQueries::evidence)
        .optional();
  }

  /**
   * The devices of a wave by name.
   *
   * @param state only these; null for all
   */
  public Page<WaveDeviceView> devices(
      String rolloutId, int no, WaveDeviceView.State state, int page, int size) {
    String where = state == null ? DEVICES : DEVICES + " and " + DEVICE_STATE + " = :state";
    Map<String, Object> params = new HashMap<>();
    params.put("id", rolloutId);
    params.put("no", no);
    if (state != null) {
      params.put("state", state.name());
    }
    // Without a state nothing but the wave's own rows need be counted
    String counted = state == null ? "from wave_device wd where " + OF_WAVE : where;
    long total = jdbc.sql("select count(*) " + counted).params(params).query(Long.class).single();
    params.put("offset", (long) page * size);
    params.put("size", size);
    List<WaveDeviceView> found =
        jdbc.sql(
                "select wd.device_id, d.name, d.site, d.model, d.os_build, wd.excluded,"
                    + " o.direction, o.state as order_state, o.attempts, o.ordered_at,"
                    + " o.delivered_at, o.confirmed_at, o.failure, "
                    + DEVICE_STATE
                    + " as state "
                    + where
                    + " order by d.name, d.id offset :offset rows fetch next :size rows only")
            .params(params)
            .query(WaveQueries::device)
            .list();
    return new Page<>(withHealth(rolloutId, found), page, size, total);
  }

  private List<WaveDeviceView> withHealth(String rolloutId, List<WaveDeviceView> devices) {
    if (devices.isEmpty()) {
      return devices;
    }
    record Found(long device, WaveDeviceView.Reading reading) {}
    Map<Long, List<WaveDeviceView.Reading>> readings =
        jdbc
            .sql(
                """
                select b.device_id, b.metric, b.unhealthy, b.observed_at
                from observation b
                join gate_metric g on g.metric = b.metric and g.rollout_id = :id
                where b.device_id in (:devices) order by b.metric""")
            .param("id", rolloutId)
            .param("devices", devices.stream().map(WaveDeviceView::deviceId).toList())
            .query(
                (rs, n) ->
                    new Found(
                        rs.getLong("device_id"),
                        new WaveDeviceView.Reading(
                            rs.getString("metric"),
                            rs.getBoolean("unhealthy"),
                            Sql.instant(rs, "observed_at"))))
            .list()
            .stream()
            .collect(
                Collectors.groupingBy(
                    Found::device, Collectors.mapping(Found::reading, Collectors.toList())));
    return devices.stream()
        .map(d -> d.withHealth(readings.getOrDefault(d.deviceId(), List.of())))
        .toList();
  }

  private Map<WaveKey, Counts> counts(Collection<String> ids) {
    Map<WaveKey, Counts> counts = new HashMap<>();
    jdbc.sql(
            """
            select rollout_id, wave_no,
                   count(case when direction = 'TO_INTUNE' then 1 end) as ordered,
                   count(case when direction = 'TO_INTUNE' then delivered_at end) as moved,
                   count(case when direction = 'TO_INTUNE' then confirmed_at end) as confirmed,
                   count(case when direction = 'TO_CONFIGMGR' then confirmed_at end) as returned,
                   0 as excluded, 0 as quarantined
            from authority_order
            where rollout_id in (:ids) and state <> 'SUPERSEDED' and generation >= 0
            group by rollout_id, wave_no
            union all
            select rollout_id, wave_no, 0, 0, 0, 0, count(*) - count(quarantine), count(quarantine)
            from wave_device where rollout_id in (:ids) and excluded is not null
            group by rollout_id, wave_no""")
        .param("ids", ids)
        .query(
            rs -> {
              counts.merge(
                  new WaveKey(rs.getString("rollout_id"), rs.getInt("wave_no")),
                  new Counts(
                      rs.getInt("ordered"),
                      rs.getInt("moved"),
                      rs.getInt("confirmed"),
                      rs.getInt("returned"),
                      rs.getInt("excluded"),
                      rs.getInt("quarantined")),
                  Counts::plus);
            });
    return counts;
  }

  private static WaveView view(ResultSet rs, Counts counts, WaveView.Guard guard)
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
        state == WaveState.PASSED ? Sql.instant(rs, "ended_at") : null,
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

  private static WaveDeviceView device(ResultSet rs, int n) throws SQLException {
    String direction = rs.getString("direction");
    return new WaveDeviceView(
        rs.getLong("device_id"),
        rs.getString("name"),
        rs.getString("site"),
        rs.getString("model"),
        rs.getString("os_build"),
        WaveDeviceView.State.valueOf(rs.getString("state")),
        rs.getString("excluded"),
        direction == null
            ? null
            : new WaveDeviceView.Order(
                direction,
                rs.getString("order_state"),
                rs.getInt("attempts"),
                Sql.instant(rs, "ordered_at"),
                Sql.instant(rs, "delivered_at"),
                Sql.instant(rs, "confirmed_at"),
                rs.getString("failure")),
        List.of());
  }

  private static JsonNode json(String text) {
    try {
      return text == null ? null : JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("evidence was stored that is not JSON", e);
    }
  }

  private record Counts(
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
}
