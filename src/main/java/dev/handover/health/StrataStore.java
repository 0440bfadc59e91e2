package dev.handover.health;

import dev.handover.health.Standings.Counted;
import dev.handover.health.Standings.Part;
import dev.handover.health.Strata.Count;
import dev.handover.health.Strata.Stratum;
import dev.handover.sql.Batch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Measures the strata of waves, and remembers how bad each has been. What a device counts as is
 * said by {@link StandingRule}; it is in the strata of the moment when its move was ordered, and in
 * none before.
 *
 * <p>Only a stratum with an unhealthy device can fail, so a wave that has none, nor had one
 * earlier, has no strata to speak of.
 */
@Repository
public class StrataStore {

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batch;
  private final Standings standings;
  private final TransactionTemplate transaction;

  StrataStore(JdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = JdbcClient.create(jdbc);
    this.batch = new NamedParameterJdbcTemplate(jdbc);
    this.standings = new Standings(jdbc);
    this.transaction = transaction;
  }

  /**
   * What is known of the parts of waves.
   *
   * @param measured with their parts; where a wave has no unhealthy or silent device, nor had one
   *     in any part earlier, there is nothing to know
   */
  public Map<WaveKey, Strata> of(Map<WaveKey, Measured> measured) {
    Map<WaveKey, Map<Key, Double>> remembered =
        remembered(measured.keySet().stream().map(WaveKey::rolloutId).distinct().toList(), "true");
    Map<WaveKey, Strata> known = new HashMap<>();
    measured.forEach(
        (wave, of) -> {
          Map<Key, Double> before = remembered.getOrDefault(wave, Map.of());
          known.put(
              wave,
              before.isEmpty() && !speaksAgainst(of.whole())
                  ? Strata.NONE
                  : strata(counts(of.counted(), false), before));
        });
    return known;
  }

  /**
   * What is known of the parts of a wave that has passed: each device counts as its last reading
   * says, as in {@link LastKnown}. Those of which a person has accepted the risk are left out.
   */
  public Strata lastKnown(Instant now, WaveKey wave, Evidence whole) {
    Map<Key, Double> remembered = remembered(wave, "true");
    if (remembered.isEmpty() && !speaksAgainst(whole)) {
      return Strata.NONE;
    }
    List<Counted> counted =
        transaction.execute(t -> standings.count(Standings.ONE, "true", Standings.one(now, wave)));
    Strata all = strata(counts(counted, true), remembered);
    Set<Key> accepted = remembered(wave, "accepted").keySet();
    return new Strata(
        all.looked(), all.counts().stream().filter(c -> !accepted.contains(Key.of(c))).toList());
  }

  private static boolean speaksAgainst(Evidence evidence) {
    return evidence.metrics().stream().anyMatch(m -> m.unhealthy() + m.silent() > 0);
  }

  private static List<Count> counts(List<Counted> ofWave, boolean lateCounts) {
    Map<Key, int[]> counts = new TreeMap<>(Key.ORDER);
    for (Counted metric : ofWave) {
      for (Part part : metric.parts()) {
        add(counts, metric, "model", part.model(), part, lateCounts);
        add(counts, metric, "osBuild", part.osBuild(), part, lateCounts);
        add(counts, metric, "site", part.site(), part, lateCounts);
      }
    }
    List<Count> counted = new ArrayList<>();
    counts.forEach(
        (key, n) -> counted.add(new Count(key.stratum(), key.metric(), n[0], n[1], n[2], n[3], 0)));
    return counted;
  }

  private static void add(
      Map<Key, int[]> counts,
      Counted metric,
      String dimension,
      String label,
      Part part,
      boolean lateCounts) {
    int[] n =
        counts.computeIfAbsent(
            new Key(new Stratum(dimension, label), metric.metric()), key -> new int[4]);
    switch (part.standing()) {
      case HEALTHY -> n[0] += part.devices();
      case UNHEALTHY -> n[1] += part.devices();
      case LATE_HEALTHY -> n[0] += lateCounts ? part.devices() : 0;
      case LATE_UNHEALTHY -> n[1] += lateCounts ? part.devices() : 0;
      case NOT_SENT -> n[3] += part.devices();
      default -> n[metric.over() ? 2 : 3] += part.devices();
    }
  }

  private Map<Key, Double> remembered(WaveKey wave, String which) {
    return remembered(List.of(wave.rolloutId()), which).getOrDefault(wave, Map.of());
  }

  /** A stratum whose devices have all gone since is among them. */
  private Map<WaveKey, Map<Key, Double>> remembered(List<String> rolloutIds, String which) {
    Map<WaveKey, Map<Key, Double>> remembered = new HashMap<>();
    if (rolloutIds.isEmpty()) {
      return remembered;
    }
    jdbc.sql(
            """
            select * from wave_stratum where rollout_id in (:rollouts) and %s
            order by dimension, label, metric"""
                .formatted(which))
        .param("rollouts", rolloutIds)
        .query(
            rs -> {
              remembered
                  .computeIfAbsent(
                      new WaveKey(rs.getString("rollout_id"), rs.getInt("wave_no")),
                      wave -> new LinkedHashMap<>())
                  .put(
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
  public void raiseMaxLlr(List<JudgedWave> judged) {
    List<Map<String, ?>> raised = new ArrayList<>();
    for (JudgedWave of : judged) {
      Map<Key, Double> known = new HashMap<>();
      of.seen().strata().counts().forEach(c -> known.put(Key.of(c), c.maxLlr()));
      for (StratumJudgement stratum : of.judgement().strata()) {
        if (stratum.maxLlr() > known.get(new Key(stratum.stratum(), stratum.metric()))) {
          raised.add(
              Map.of(
                  "rollout", of.wave().rolloutId(),
                  "no", of.wave().no(),
                  "dimension", stratum.stratum().dimension(),
                  "label", stratum.stratum().label(),
                  "metric", stratum.metric(),
                  "llr", stratum.maxLlr()));
        }
      }
    }
    Batch.updateOrInsert(
        batch,
        """
        update wave_stratum set max_llr = greatest(max_llr, :llr)
        where rollout_id = :rollout and wave_no = :no and dimension = :dimension
          and label = :label and metric = :metric""",
        """
        insert into wave_stratum (rollout_id, wave_no, dimension, label, metric, max_llr)
        values (:rollout, :no, :dimension, :label, :metric, :llr)""",
        raised);
  }

  /**
   * Forgets how bad the strata of a wave have been: it has lost devices, and its parts are others
   * than those that were looked at. What a person has accepted stays accepted.
   */
  @Transactional
  public void forget(WaveKey wave) {
    jdbc.sql(
            """
            delete from wave_stratum
            where rollout_id = :rollout and wave_no = :no and not accepted""")
        .param("rollout", wave.rolloutId())
        .param("no", wave.no())
        .update();
  }

  private record Key(Stratum stratum, String metric) {

    static final Comparator<Key> ORDER =
        Comparator.comparing(Key::metric)
            .thenComparing(key -> key.stratum().dimension())
            .thenComparing(key -> key.stratum().label());

    static Key of(Count count) {
      return new Key(count.stratum(), count.metric());
    }
  }
}
