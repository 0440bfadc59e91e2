package dev.handover.health;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Measures the waves that the guard watches, all of them in one statement. */
@Repository
public class PassedWaves {

  /**
   * Which waves {@code w} of rollouts {@code r} are guarded: from their pass on, paused or not, as
   * long as the rollout goes forward. While production is watched, that watch judges the devices of
   * all waves: to judge them a second time beside it would only add a second chance of a false
   * stop.
   */
  public static final String GUARDED =
      """
      w.state = 'PASSED' and w.cohort_from = w.no
        and r.state <> 'ROLLING_BACK' and r.ended_at is null
        and not exists (
          select 1 from wave p
          where p.rollout_id = w.rollout_id and p.cohort_from < p.no
            and p.state in ('MOVING', 'SOAKING', 'PASSED'))""";

  static final String MEASURE =
      """
      select q.*, v.seen from (
        select x.rollout_id, x.no, x.metric, x.max_llr, x.accepted,
          count(x.device_id) as cohort,
          count(case when not x.included then x.device_id end) as excluded,
          count(case when x.included and x.order_id is not null then 1 end) as ordered,
          count(case when x.included and x.confirmed_at is not null then 1 end) as confirmed,
          count(case when x.included and x.age <> 'NONE' and not x.unhealthy then 1 end) as healthy,
          count(case when x.included and x.age <> 'NONE' and x.unhealthy then 1 end) as unhealthy,
          count(case when x.included and x.age = 'OLD' then 1 end) as late,
          count(case when x.included and x.age = 'NONE' then 1 end) as pending,
          count(case when x.included and x.rejected_at > x.since then 1 end) as rejected
        from %s
        group by x.rollout_id, x.no, x.metric, x.max_llr, x.accepted
      ) q
      left join wave_guard v on v.rollout_id = q.rollout_id and v.wave_no = q.no
      order by q.rollout_id, q.no, q.metric
      """
          .formatted(EvidenceStore.READINGS.formatted(GUARDED));

  private final JdbcClient jdbc;
  private final EvidenceStore evidence;

  PassedWaves(JdbcClient jdbc, EvidenceStore evidence) {
    this.jdbc = jdbc;
    this.evidence = evidence;
  }

  /** The guarded waves of which something else is known than when the guard last looked at them. */
  public Map<WaveKey, LastKnown> changed(Instant now) {
    List<Row> rows = jdbc.sql(MEASURE).param("now", Sql.time(now)).query(Row::of).list();
    if (rows.isEmpty()) {
      return Map.of();
    }
    List<String> sourceErrors = evidence.sourceErrors();
    Map<WaveKey, List<Row>> byWave = new LinkedHashMap<>();
    rows.forEach(row -> byWave.computeIfAbsent(row.wave(), k -> new ArrayList<>()).add(row));
    Map<WaveKey, LastKnown> changed = new LinkedHashMap<>();
    byWave.forEach(
        (wave, ofWave) -> {
          LastKnown known = known(ofWave, sourceErrors);
          if (!known.fingerprint().equals(ofWave.get(0).seen())) {
            changed.put(wave, known);
          }
        });
    return changed;
  }

  /**
   * A person accepts, by name, that this metric has failed the wave: the guard lets it be from here
   * on, and goes on watching the others. Does nothing where the metric has not failed.
   */
  @Transactional
  public void accept(WaveKey wave, String metric, SequentialTest test) {
    jdbc.sql(
            """
            update wave_metric set accepted = true
            where rollout_id = :rollout and wave_no = :no and metric = :metric
              and max_llr >= :bound""")
        .param("rollout", wave.rolloutId())
        .param("no", wave.no())
        .param("metric", metric)
        .param("bound", test.failBound())
        .update();
  }

  private static LastKnown known(List<Row> ofWave, List<String> sourceErrors) {
    Row any = ofWave.get(0);
    List<Row> measured = ofWave.stream().filter(r -> r.metric() != null).toList();
    Evidence evidence =
        new Evidence(
            any.cohort(),
            any.excluded(),
            any.ordered(),
            any.confirmed(),
            measured.stream().map(Row::metric).toList(),
            sourceErrors);
    Set<String> accepted =
        measured.stream()
            .filter(Row::accepted)
            .map(r -> r.metric().name())
            .collect(Collectors.toSet());
    return new LastKnown(
        evidence,
        measured.stream().collect(Collectors.toMap(r -> r.metric().name(), Row::late)),
        accepted);
  }

  private record Row(
      WaveKey wave,
      int cohort,
      int excluded,
      int ordered,
      int confirmed,
      MetricEvidence metric,
      int late,
      boolean accepted,
      String seen) {

    static Row of(ResultSet rs, int row) throws SQLException {
      String metric = rs.getString("metric");
      return new Row(
          new WaveKey(rs.getString("rollout_id"), rs.getInt("no")),
          rs.getInt("cohort"),
          rs.getInt("excluded"),
          rs.getInt("ordered"),
          rs.getInt("confirmed"),
          metric == null
              ? null
              : new MetricEvidence(
                  metric,
                  rs.getInt("healthy"),
                  rs.getInt("unhealthy"),
                  0,
                  rs.getInt("pending"),
                  rs.getInt("rejected"),
                  0,
                  rs.getDouble("max_llr"),
                  null),
          rs.getInt("late"),
          rs.getBoolean("accepted"),
          rs.getString("seen"));
    }
  }
}
