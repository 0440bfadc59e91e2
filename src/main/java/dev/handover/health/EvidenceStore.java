package dev.handover.health;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.Judgement.MetricJudgement;
import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Measures waves: from the rows of devices, orders and observations to numbers, in the database.
 *
 * <p>An observation counts if it was made after the device's move was confirmed (and, where a wave
 * looks at devices of earlier waves, after it started), not later than now and not before the
 * metric's age limit. Devices without an order of the rollout's generation are pending.
 */
@Repository
public class EvidenceStore {

  /**
   * One row per wave, metric and device; a wave without devices or metrics keeps one. The move of a
   * device is looked up once, before its observations. To be formatted with which waves.
   */
  static final String READINGS =
      """
      (
        select m.*, b.unhealthy, b.observed_at, j.rejected_at,
          case
            when b.observed_at > m.since and b.observed_at <= :now
              then case when b.observed_at >= m.oldest then 'FRESH' else 'OLD' end
            else 'NONE'
          end as age
        from (
          select w.rollout_id, w.no, g.metric, coalesce(l.max_llr, 0) as max_llr,
            coalesce(l.accepted, false) as accepted,
            d.device_id, d.device_id is not null and d.excluded is null as included,
            o.id as order_id, o.confirmed_at,
            coalesce(w.deadline_at <= :now, false) as over,
            case
              when w.cohort_from < w.no and w.started_at > o.confirmed_at then w.started_at
              else o.confirmed_at
            end as since,
            cast(:now as timestamp with time zone) - g.max_age_seconds * interval '1' second as oldest
          from wave w
          join rollout r on r.id = w.rollout_id
          -- wave by wave, as no database can tell how many devices a range of waves has
          join wave c on c.rollout_id = w.rollout_id and c.no between w.cohort_from and w.no
          left join gate_metric g on g.rollout_id = w.rollout_id
          left join wave_metric l
            on l.rollout_id = w.rollout_id and l.wave_no = w.no and l.metric = g.metric
          left join wave_device d on d.rollout_id = c.rollout_id and d.wave_no = c.no
          left join authority_order o
            on o.rollout_id = d.rollout_id and o.device_id = d.device_id
            and o.direction = 'TO_INTUNE' and o.generation = r.generation
            and o.state <> 'SUPERSEDED'
          where %s
        ) m
        left join observation b on b.device_id = m.device_id and b.metric = m.metric
        left join rejected_observation j on j.device_id = m.device_id and j.metric = m.metric
      ) x
      """;

  /** One row per wave and metric. */
  private static final String MEASURE =
      """
      select x.rollout_id, x.no, x.metric, x.max_llr,
        count(x.device_id) as cohort,
        count(case when not x.included then x.device_id end) as excluded,
        count(case when x.included and x.order_id is not null then 1 end) as ordered,
        count(case when x.included and x.confirmed_at is not null then 1 end) as confirmed,
        count(case when x.included and x.age = 'FRESH' and not x.unhealthy then 1 end) as healthy,
        count(case when x.included and x.age = 'FRESH' and x.unhealthy then 1 end) as unhealthy,
        count(case when x.included and x.age = 'OLD' then 1 end) as stale,
        count(case when x.included and x.age = 'NONE' and x.over then 1 end) as silent,
        count(case when x.included and x.age = 'NONE' and not x.over then 1 end) as pending,
        count(case when x.included and x.rejected_at > x.since then 1 end) as rejected,
        max(case when x.included and x.age = 'FRESH' then x.observed_at end) as newest
      from %s
      group by x.rollout_id, x.no, x.metric, x.max_llr
      order by x.rollout_id, x.no, x.metric
      """;

  private static final String ARE_ACTIVE = "w.state in ('MOVING', 'SOAKING')";
  private static final String IS_ASKED_FOR = "w.rollout_id = :rollout and w.no = :no";

  static final String ACTIVE = MEASURE.formatted(READINGS.formatted(ARE_ACTIVE));
  private static final String ONE = MEASURE.formatted(READINGS.formatted(IS_ASKED_FOR));

  private final JdbcClient jdbc;
  private final ChangeStore changes;

  EvidenceStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.changes = new ChangeStore(jdbc);
  }

  /**
   * The evidence of every wave that is moving or soaking: in one statement, and one more for what
   * is compared with control groups.
   */
  public Map<WaveKey, Evidence> measure(Instant now) {
    Map<String, Object> when = Map.of("now", Sql.time(now));
    List<Row> rows = jdbc.sql(ACTIVE).params(when).query(Row::of).list();
    return evidence(rows, ARE_ACTIVE, when);
  }

  /** The evidence of one wave in whatever state; empty if there is no such wave. */
  public Optional<Evidence> measure(Instant now, WaveKey wave) {
    Map<String, Object> which =
        Map.of("now", Sql.time(now), "rollout", wave.rolloutId(), "no", wave.no());
    List<Row> rows = jdbc.sql(ONE).params(which).query(Row::of).list();
    return Optional.ofNullable(evidence(rows, IS_ASKED_FOR, which).get(wave));
  }

  /**
   * Remembers the highest ratio of each metric, so that what has failed stays failed. Call it with
   * what was judged, in the same transaction as its consequences; a lower ratio changes nothing.
   */
  @Transactional
  public void raiseMaxLlr(Map<WaveKey, Judgement> judged) {
    judged.forEach(
        (wave, judgement) ->
            judgement.metrics().stream()
                .filter(m -> m.llr() > m.counts().maxLlr())
                .forEach(m -> raise(wave, m)));
  }

  private void raise(WaveKey wave, MetricJudgement metric) {
    int known =
        jdbc.sql(
                """
                update wave_metric set max_llr = greatest(max_llr, :llr)
                where rollout_id = :rollout and wave_no = :no and metric = :metric
                """)
            .param("llr", metric.llr())
            .param("rollout", wave.rolloutId())
            .param("no", wave.no())
            .param("metric", metric.name())
            .update();
    if (known == 0) {
      jdbc.sql(
              """
              insert into wave_metric (rollout_id, wave_no, metric, max_llr)
              values (:rollout, :no, :metric, :llr)
              """)
          .param("llr", metric.llr())
          .param("rollout", wave.rolloutId())
          .param("no", wave.no())
          .param("metric", metric.name())
          .update();
    }
  }

  private Map<WaveKey, Evidence> evidence(
      List<Row> rows, String waves, Map<String, Object> parameters) {
    if (rows.isEmpty()) {
      return Map.of();
    }
    List<String> sourceErrors = sourceErrors();
    Map<WaveKey, List<ChangeEvidence>> compared = changes.measure(waves, parameters);
    Map<WaveKey, List<Row>> byWave = new LinkedHashMap<>();
    rows.forEach(row -> byWave.computeIfAbsent(row.wave(), k -> new ArrayList<>()).add(row));
    Map<WaveKey, Evidence> evidence = new LinkedHashMap<>();
    byWave.forEach(
        (wave, ofWave) ->
            evidence.put(
                wave, evidence(ofWave, compared.getOrDefault(wave, List.of()), sourceErrors)));
    return evidence;
  }

  private static Evidence evidence(
      List<Row> ofWave, List<ChangeEvidence> changes, List<String> sourceErrors) {
    Row any = ofWave.get(0);
    return new Evidence(
        any.cohort(),
        any.excluded(),
        any.ordered(),
        any.confirmed(),
        ofWave.stream().map(Row::metric).filter(m -> m != null).toList(),
        changes,
        sourceErrors);
  }

  /** A sentence for each source that cannot be read now. */
  List<String> sourceErrors() {
    return jdbc.sql(
            "select source, failing from read_cursor where failing is not null order by source")
        .query((rs, row) -> rs.getString("source") + ": " + rs.getString("failing"))
        .list();
  }

  private record Row(
      WaveKey wave, int cohort, int excluded, int ordered, int confirmed, MetricEvidence metric) {

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
                  rs.getInt("silent"),
                  rs.getInt("pending"),
                  rs.getInt("rejected"),
                  rs.getInt("stale"),
                  rs.getDouble("max_llr"),
                  Sql.instant(rs, "newest")));
    }
  }
}
