package dev.handover.rollout;

import dev.handover.health.Evidence;
import dev.handover.health.EvidenceJson;
import dev.handover.health.EvidenceLog;
import dev.handover.health.EvidenceStore;
import dev.handover.health.Gate;
import dev.handover.health.GateRules;
import dev.handover.health.JudgedWave;
import dev.handover.health.Measured;
import dev.handover.health.SignalRegistry;
import dev.handover.health.Strata;
import dev.handover.health.StrataStore;
import dev.handover.health.WaveKey;
import dev.handover.plan.Plan;
import dev.handover.sql.Batch;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * Looks at many waves at once, in the caller's transaction: what is known of them is read in sets,
 * each is judged in memory, and what was seen is written in sets.
 */
@Repository
class WaveLooks {

  /** Readings grow old and sources fail without leaving a mark. */
  private static final Duration AT_LEAST_EVERY = Duration.ofMinutes(5);

  /** Waves that began together are soon looked at in different cycles. */
  private static final int SPREAD_SECONDS = 60;

  /** While orders are carried out, or a source cannot be read. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private final EvidenceStore evidence;
  private final StrataStore strata;
  private final EvidenceLog log;
  private final RolloutStore rollouts;
  private final ReadPlans plans;
  private final SignalRegistry signals;
  private final NamedParameterJdbcTemplate jdbc;

  WaveLooks(
      EvidenceStore evidence,
      StrataStore strata,
      EvidenceLog log,
      RolloutStore rollouts,
      ReadPlans plans,
      SignalRegistry signals,
      NamedParameterJdbcTemplate jdbc) {
    this.evidence = evidence;
    this.strata = strata;
    this.log = log;
    this.rollouts = rollouts;
    this.plans = plans;
    this.signals = signals;
    this.jdbc = jdbc;
  }

  /**
   * Locks the rollouts that nobody else holds, and judges those of the waves that still move or
   * soak.
   *
   * @return one look per wave; none at a rollout that somebody else holds
   */
  List<WaveLook> take(Map<WaveKey, Measured> measured, Instant now) {
    Map<String, RolloutRow> locked =
        lock(measured.keySet().stream().map(WaveKey::rolloutId).collect(Collectors.toSet()));
    if (locked.isEmpty()) {
      return List.of();
    }
    Map<String, Integer> firstBad = firstBad(locked.keySet());
    List<WaveRow> waves =
        active(locked.keySet()).stream().filter(w -> measured.containsKey(key(w))).toList();
    Map<WaveKey, Strata> parts = parts(waves, measured);
    List<WaveLook> looks = new ArrayList<>();
    for (WaveRow wave : waves) {
      RolloutRow rollout = locked.get(wave.rolloutId());
      Plan plan = plans.of(rollout);
      GateRules rules = Judge.rules(plan, wave, signals);
      Measured of = measured.get(key(wave));
      Evidence seen = of.whole().with(parts.getOrDefault(key(wave), Strata.NONE));
      looks.add(
          new WaveLook(
              rollout,
              wave,
              plan,
              new JudgedWave(key(wave), seen, Gate.judge(rules, seen, now)),
              of.inParts(),
              !of.inParts() && Gate.judge(rules, of.whole(), now).settled(),
              firstBad.getOrDefault(wave.rolloutId(), Integer.MAX_VALUE) < wave.no()));
    }
    return looks;
  }

  /** Where no parts were counted, the last look speaks for them. */
  private Map<WaveKey, Strata> parts(List<WaveRow> waves, Map<WaveKey, Measured> measured) {
    Map<WaveKey, Measured> counted = new HashMap<>();
    List<String> others = new ArrayList<>();
    for (WaveRow wave : waves) {
      Measured of = measured.get(key(wave));
      if (of.inParts()) {
        counted.put(key(wave), of);
      } else {
        others.add(wave.rolloutId());
      }
    }
    Map<WaveKey, Strata> parts = new HashMap<>();
    log.newest(others).forEach((wave, last) -> parts.put(wave, last.strata()));
    parts.putAll(strata.of(counted));
    return parts;
  }

  /** Keeps what was seen, and when each wave is looked at again. */
  void keep(List<WaveLook> looks, Instant now) {
    List<JudgedWave> all = looks.stream().map(WaveLook::judged).toList();
    evidence.raiseMaxLlr(all);
    strata.raiseMaxLlr(all);
    Batch.run(
        jdbc,
        "update wave set look_at = :next where rollout_id = :rollout and no = :no",
        looks.stream()
            .map(look -> row(look.wave(), "next", Sql.time(nextLook(look, now))))
            .toList());
    Batch.run(
        jdbc,
        "update wave set strata_at = :now where rollout_id = :rollout and no = :no",
        looks.stream()
            .filter(WaveLook::inParts)
            .map(look -> row(look.wave(), "now", Sql.time(now)))
            .toList());
    keepChanged(looks, now);
  }

  private void keepChanged(List<WaveLook> looks, Instant now) {
    List<Map<String, ?>> judged = new ArrayList<>();
    List<JudgedWave> changed = new ArrayList<>();
    for (WaveLook look : looks) {
      EvidenceJson shown = look.shown();
      if (!shown.hash().equals(look.wave().evidenceHash())) {
        changed.add(look.judged());
        judged.add(
            Map.of(
                "rollout", look.wave().rolloutId(),
                "no", look.wave().no(),
                "verdict", look.judgement().verdict().name(),
                "now", Sql.time(now),
                "evidence", shown.json(),
                "hash", shown.hash()));
      }
    }
    Batch.run(
        jdbc,
        """
        update wave set verdict = :verdict, judged_at = :now, evidence = :evidence,
          evidence_hash = :hash
        where rollout_id = :rollout and no = :no""",
        judged);
    log.add(now, changed);
  }

  /** Says of the rollouts that this is what they wait for. */
  void sayWaiting(List<WaveLook> looks) {
    Batch.run(
        jdbc,
        RolloutStore.WAITING,
        looks.stream()
            .filter(look -> !look.regressed() && !look.decides())
            .map(
                look ->
                    rollouts.waits(
                        look.rollout().id(),
                        "EVIDENCE",
                        Judge.reasons(look.judgement()),
                        look.judgement().lookAgainAt()))
            .toList());
  }

  private static Instant nextLook(WaveLook look, Instant now) {
    boolean soon =
        !look.judged().seen().sourceErrors().isEmpty() || look.wave().state() == WaveState.MOVING;
    int spread = Math.floorMod(look.key().hashCode(), SPREAD_SECONDS);
    Instant latest = now.plus(soon ? SOON : AT_LEAST_EVERY.minusSeconds(spread));
    Instant next = look.judgement().lookAgainAt();
    return next == null || next.isAfter(latest) ? latest : next;
  }

  private Map<String, RolloutRow> lock(Set<String> ids) {
    return jdbc
        .query(
            "select * from rollout where id in (:ids) order by id for update skip locked",
            Map.of("ids", ids),
            RolloutStore::row)
        .stream()
        .filter(rollout -> rollout.state().goesForward())
        .collect(Collectors.toMap(RolloutRow::id, rollout -> rollout));
  }

  private List<WaveRow> active(Set<String> ids) {
    return jdbc.query(
        """
        select * from wave where rollout_id in (:ids) and state in ('MOVING', 'SOAKING')
        order by rollout_id, no""",
        Map.of("ids", ids),
        WaveStore::row);
  }

  /** The first wave that has failed: one that had passed, and regressed since. */
  private Map<String, Integer> firstBad(Set<String> ids) {
    Map<String, Integer> first = new HashMap<>();
    jdbc.query(
        """
        select rollout_id, min(no) as no from wave
        where rollout_id in (:ids) and state = 'FAILED' group by rollout_id""",
        Map.of("ids", ids),
        rs -> {
          first.put(rs.getString("rollout_id"), rs.getInt("no"));
        });
    return first;
  }

  private static WaveKey key(WaveRow wave) {
    return new WaveKey(wave.rolloutId(), wave.no());
  }

  private static Map<String, ?> row(WaveRow wave, String name, Object value) {
    return Map.of("rollout", wave.rolloutId(), "no", wave.no(), name, value);
  }
}
