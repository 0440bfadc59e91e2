package dev.handover.health;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.Standings.Counted;
import dev.handover.health.Standings.Standing;
import dev.handover.sql.Sql;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

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

  private final JdbcClient jdbc;
  private final Standings standings;
  private final EvidenceStore evidence;
  private final TransactionTemplate transaction;

  PassedWaves(JdbcTemplate jdbc, EvidenceStore evidence, TransactionTemplate transaction) {
    this.jdbc = JdbcClient.create(jdbc);
    this.standings = new Standings(jdbc);
    this.evidence = evidence;
    this.transaction = transaction;
  }

  /** The guarded waves of which something else is known than when the guard last looked at them. */
  public Map<WaveKey, LastKnown> changed(Instant now) {
    Map<String, Object> when = Map.of("now", Sql.time(now));
    return transaction.execute(
        t -> {
          Map<WaveKey, List<Counted>> byWave =
              standings.count(GUARDED, "false", when).stream()
                  .collect(groupingBy(Counted::wave, LinkedHashMap::new, toList()));
          List<String> sourceErrors = byWave.isEmpty() ? List.of() : evidence.sourceErrors();
          Map<WaveKey, LastKnown> changed = new LinkedHashMap<>();
          byWave.forEach(
              (wave, counted) -> {
                LastKnown known = known(counted, sourceErrors);
                if (!known.fingerprint().equals(counted.get(0).seen())) {
                  changed.put(wave, known);
                }
              });
          return changed;
        });
  }

  /**
   * A person accepts, by name, that this metric has failed the wave, or parts of it: the guard lets
   * those be from here on, and goes on watching the others. Does nothing where none has failed.
   */
  @Transactional
  public void accept(WaveKey wave, String metric, SequentialTest test) {
    for (String memory : List.of("wave_metric", "wave_stratum")) {
      jdbc.sql(
              """
              update %s set accepted = true
              where rollout_id = :rollout and wave_no = :no and metric = :metric
                and max_llr >= :bound"""
                  .formatted(memory))
          .param("rollout", wave.rolloutId())
          .param("no", wave.no())
          .param("metric", metric)
          .param("bound", test.failBound())
          .update();
    }
  }

  private static LastKnown known(List<Counted> ofWave, List<String> sourceErrors) {
    Counted any = ofWave.get(0);
    List<Counted> measured = ofWave.stream().filter(c -> c.metric() != null).toList();
    Evidence evidence =
        new Evidence(
                any.cohort(),
                any.count(Standing.EXCLUDED),
                any.ordered(),
                any.confirmed(),
                measured.stream().map(PassedWaves::ofMetric).toList(),
                sourceErrors)
            .withQuarantined(any.count(Standing.QUARANTINED));
    return new LastKnown(
        evidence,
        measured.stream()
            .collect(
                toMap(
                    Counted::metric, c -> c.count(Standing.LATE_HEALTHY, Standing.LATE_UNHEALTHY))),
        measured.stream().filter(Counted::accepted).map(Counted::metric).collect(toSet()));
  }

  private static MetricEvidence ofMetric(Counted counted) {
    return new MetricEvidence(
        counted.metric(),
        counted.count(Standing.HEALTHY, Standing.LATE_HEALTHY),
        counted.count(Standing.UNHEALTHY, Standing.LATE_UNHEALTHY),
        0,
        counted.unknown(),
        counted.rejected(),
        0,
        counted.maxLlr(),
        null);
  }
}
