package dev.handover.health;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.Judgement.MetricJudgement;
import dev.handover.health.Standings.Counted;
import dev.handover.health.Standings.Standing;
import dev.handover.sql.Batch;
import dev.handover.sql.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Measures waves: from the rows of devices, orders and observations to numbers. What counts is said
 * in {@link Standings}; devices without an order of the rollout's generation are pending.
 */
@Repository
public class EvidenceStore {

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batch;
  private final Standings standings;
  private final ChangeStore changes;
  private final TransactionTemplate transaction;

  EvidenceStore(JdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = JdbcClient.create(jdbc);
    this.batch = new NamedParameterJdbcTemplate(jdbc);
    this.standings = new Standings(jdbc);
    this.changes = new ChangeStore(this.jdbc);
    this.transaction = transaction;
  }

  /**
   * The evidence of every wave that is to be judged: in one statement, and one more for what is
   * compared with control groups. Now and then it looks at the parts of a wave as well.
   *
   * @see Marks
   */
  public Map<WaveKey, Measured> measure(Instant now) {
    return measure(Marks.DUE, Marks.PARTS_DUE, Map.of("now", Sql.time(now)));
  }

  /** One wave in whatever state, and its parts; empty if there is no such wave. */
  public Optional<Measured> measure(Instant now, WaveKey wave) {
    return Optional.ofNullable(measure(Standings.ONE, "true", Standings.one(now, wave)).get(wave));
  }

  private Map<WaveKey, Measured> measure(
      String waves, String inParts, Map<String, Object> parameters) {
    return transaction.execute(
        t -> {
          Map<WaveKey, List<Counted>> byWave =
              standings.count(waves, inParts, parameters).stream()
                  .collect(groupingBy(Counted::wave, LinkedHashMap::new, toList()));
          if (byWave.isEmpty()) {
            return Map.of();
          }
          List<String> sourceErrors = sourceErrors();
          Map<WaveKey, List<ChangeEvidence>> compared =
              byWave.values().stream().flatMap(List::stream).anyMatch(Counted::compared)
                  ? changes.measure(waves, parameters)
                  : Map.of();
          Map<WaveKey, Measured> measured = new LinkedHashMap<>();
          byWave.forEach(
              (wave, counted) ->
                  measured.put(
                      wave,
                      new Measured(
                          evidence(counted, compared.getOrDefault(wave, List.of()), sourceErrors),
                          counted.get(0).parts() != null,
                          counted)));
          return measured;
        });
  }

  /**
   * Remembers the highest ratio of each metric, so that what has failed stays failed. Call it with
   * what was judged, in the same transaction as its consequences; a lower ratio changes nothing.
   */
  @Transactional
  public void raiseMaxLlr(List<JudgedWave> judged) {
    List<Map<String, ?>> raised = new ArrayList<>();
    for (JudgedWave of : judged) {
      for (MetricJudgement metric : of.judgement().metrics()) {
        if (metric.llr() > metric.counts().maxLlr()) {
          raised.add(
              Map.of(
                  "rollout", of.wave().rolloutId(),
                  "no", of.wave().no(),
                  "metric", metric.name(),
                  "llr", metric.llr()));
        }
      }
    }
    Batch.updateOrInsert(
        batch,
        """
        update wave_metric set max_llr = greatest(max_llr, :llr)
        where rollout_id = :rollout and wave_no = :no and metric = :metric""",
        """
        insert into wave_metric (rollout_id, wave_no, metric, max_llr)
        values (:rollout, :no, :metric, :llr)""",
        raised);
  }

  private static Evidence evidence(
      List<Counted> ofWave, List<ChangeEvidence> changes, List<String> sourceErrors) {
    Counted any = ofWave.get(0);
    return new Evidence(
            any.cohort(),
            any.count(Standing.EXCLUDED),
            any.ordered(),
            any.confirmed(),
            ofWave.stream().filter(c -> c.metric() != null).map(EvidenceStore::ofMetric).toList(),
            changes,
            sourceErrors)
        .withQuarantined(any.count(Standing.QUARANTINED));
  }

  private static MetricEvidence ofMetric(Counted counted) {
    return new MetricEvidence(
        counted.metric(),
        counted.count(Standing.HEALTHY),
        counted.count(Standing.UNHEALTHY),
        counted.silent(),
        counted.unknown() - counted.silent(),
        counted.rejected(),
        counted.count(Standing.LATE_HEALTHY, Standing.LATE_UNHEALTHY),
        counted.maxLlr(),
        counted.newest());
  }

  /** A sentence for each source that cannot be read now. */
  List<String> sourceErrors() {
    return jdbc.sql(
            "select source, failing from read_cursor where failing is not null order by source")
        .query((rs, row) -> rs.getString("source") + ": " + rs.getString("failing"))
        .list();
  }
}
