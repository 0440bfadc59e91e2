package dev.handover.health;

import dev.handover.health.Strata.Count;
import dev.handover.health.Strata.Stratum;
import dev.handover.sql.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Measures the strata of waves, and remembers how bad each has been. What a device counts as is
 * said in {@link Standings}; it is in the strata of the moment when its move was ordered, and in
 * none before.
 *
 * <p>Only a stratum with an unhealthy device can fail, so the statement is run for waves that have
 * one, or had one earlier, and for no others.
 */
@Repository
public class StrataStore {

  /**
   * One row per metric and stratum of a wave; the readings are read once for all three dimensions.
   */
  private static final String MEASURE =
      """
      select y.metric, y.dimension, y.label,
        sum(y.healthy) as healthy, sum(y.unhealthy) as unhealthy, sum(y.silent) as silent,
        sum(y.pending) as pending
      from (
        select a.*, k.dimension,
          case k.dimension when 'model' then a.model when 'osBuild' then a.os_build else a.site end
            as label
        from (
          select x.metric, x.model, x.os_build, x.site,
            count(case when x.age = 'FRESH' and not x.unhealthy then 1 end) as healthy,
            count(case when x.age = 'FRESH' and x.unhealthy then 1 end) as unhealthy,
            count(case when x.age = 'NONE' and x.over then 1 end) as silent,
            count(case when x.age = 'NONE' and not x.over then 1 end) as pending
          from (
            select g.metric, b.unhealthy,
              coalesce(o.model, '') as model, coalesce(o.os_build, '') as os_build,
              coalesce(o.site, '') as site,
              coalesce(w.deadline_at <= :now, false)
                and coalesce(o.delivered_at, o.confirmed_at) is not null as over,
              case
                when b.observed_at > o.confirmed_at and b.observed_at <= :now
                    and (w.cohort_from = w.no or b.observed_at > w.started_at)
                  then case
                    when b.observed_at >= cast(:now as timestamp with time zone)
                      - g.max_age_seconds * interval '1' second then 'FRESH'
                    else 'OLD'
                  end
                else 'NONE'
              end as age
            from wave w
            join rollout r on r.id = w.rollout_id
            join gate_metric g on g.rollout_id = w.rollout_id
            join wave c on c.rollout_id = w.rollout_id and c.no between w.cohort_from and w.no
            join wave_device d
              on d.rollout_id = c.rollout_id and d.wave_no = c.no and d.excluded is null
            join authority_order o
              on o.rollout_id = d.rollout_id and o.device_id = d.device_id
              and o.direction = 'TO_INTUNE' and o.generation = r.generation
              and o.state <> 'SUPERSEDED'
            left join observation b on b.device_id = d.device_id and b.metric = g.metric
            where w.rollout_id = :rollout and w.no = :no
          ) x
          group by x.metric, x.model, x.os_build, x.site
        ) a
        cross join (values ('model'), ('osBuild'), ('site')) k(dimension)
      ) y
      group by y.metric, y.dimension, y.label
      order by y.metric, y.dimension, y.label
      """;

  private final JdbcClient jdbc;

  StrataStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What is known of the parts of a wave now.
   *
   * @param whole what is known of the wave; where it has no unhealthy or silent device, nor had one
   *     in any part earlier, nothing is measured
   */
  public Strata measure(Instant now, WaveKey wave, Evidence whole) {
    Map<Key, Double> remembered = remembered(wave);
    return remembered.isEmpty() && !speaksAgainst(whole)
        ? Strata.NONE
        : strata(count(now, wave), remembered);
  }

  private static boolean speaksAgainst(Evidence evidence) {
    return evidence.metrics().stream().anyMatch(m -> m.unhealthy() + m.silent() > 0);
  }

  private List<Count> count(Instant now, WaveKey wave) {
    return jdbc.sql(MEASURE)
        .param("now", Sql.time(now))
        .param("rollout", wave.rolloutId())
        .param("no", wave.no())
        .query(
            (rs, row) ->
                new Count(
                    new Stratum(rs.getString("dimension"), rs.getString("label")),
                    rs.getString("metric"),
                    rs.getInt("healthy"),
                    rs.getInt("unhealthy"),
                    rs.getInt("silent"),
                    rs.getInt("pending"),
                    0))
        .list();
  }

  /** A stratum whose devices have all gone since is among them. */
  private Map<Key, Double> remembered(WaveKey wave) {
    Map<Key, Double> remembered = new LinkedHashMap<>();
    jdbc.sql(
            """
            select * from wave_stratum where rollout_id = :rollout and wave_no = :no
            order by dimension, label, metric""")
        .param("rollout", wave.rolloutId())
        .param("no", wave.no())
        .query(
            rs -> {
              remembered.put(
                  new Key(
                      new Stratum(rs.getString("dimension"), rs.getString("label")),
                      rs.getString("metric")),
                  rs.getDouble("max_llr"));
            });
    return remembered;
  }

  private static Strata strata(Collection<Count> counted, Map<Key, Double> remembered) {
    Set<Stratum> looked = new HashSet<>();
    Map<Key, Count> all = new LinkedHashMap<>();
    Stream.concat(counted.stream().map(Key::of), remembered.keySet().stream())
        .forEach(key -> looked.add(key.stratum()));
    counted.forEach(c -> all.put(Key.of(c), c));
    remembered.forEach(
        (key, max) ->
            all.merge(
                key,
                new Count(key.stratum(), key.metric(), 0, 0, 0, 0, max),
                (now, before) ->
                    new Count(
                        now.stratum(),
                        now.metric(),
                        now.healthy(),
                        now.unhealthy(),
                        now.silent(),
                        now.pending(),
                        before.maxLlr())));
    List<Count> suspect = new ArrayList<>(all.values());
    suspect.removeIf(c -> c.unhealthy() + c.silent() == 0 && c.maxLlr() == 0);
    return new Strata(looked.size(), suspect);
  }

  /**
   * Remembers the highest ratio of each stratum. Call it with what was judged, in the same
   * transaction as its consequences; a lower ratio changes nothing.
   */
  @Transactional
  public void raiseMaxLlr(WaveKey wave, Evidence evidence, Judgement judgement) {
    Map<Key, Double> known = new HashMap<>();
    evidence.strata().counts().forEach(c -> known.put(Key.of(c), c.maxLlr()));
    for (StratumJudgement stratum : judgement.strata()) {
      if (stratum.maxLlr() > known.get(new Key(stratum.stratum(), stratum.metric()))) {
        raise(wave, stratum);
      }
    }
  }

  /**
   * Forgets how bad the strata of a wave have been: it has lost devices, and its parts are others
   * than those that were looked at.
   */
  @Transactional
  public void forget(WaveKey wave) {
    jdbc.sql("delete from wave_stratum where rollout_id = :rollout and wave_no = :no")
        .param("rollout", wave.rolloutId())
        .param("no", wave.no())
        .update();
  }

  private void raise(WaveKey wave, StratumJudgement stratum) {
    Map<String, ?> parameters =
        Map.of(
            "rollout", wave.rolloutId(),
            "no", wave.no(),
            "dimension", stratum.stratum().dimension(),
            "label", stratum.stratum().label(),
            "metric", stratum.metric(),
            "llr", stratum.maxLlr());
    int known =
        jdbc.sql(
                """
                update wave_stratum set max_llr = greatest(max_llr, :llr)
                where rollout_id = :rollout and wave_no = :no and dimension = :dimension
                  and label = :label and metric = :metric""")
            .params(parameters)
            .update();
    if (known == 0) {
      jdbc.sql(
              """
              insert into wave_stratum (rollout_id, wave_no, dimension, label, metric, max_llr)
              values (:rollout, :no, :dimension, :label, :metric, :llr)""")
          .params(parameters)
          .update();
    }
  }

  private record Key(Stratum stratum, String metric) {

    static Key of(Count count) {
      return new Key(count.stratum(), count.metric());
    }
  }
}
