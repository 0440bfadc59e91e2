package dev.handover.health;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges a wave again by other rules, on what was known of it at the time.
 *
 * <p>It sees no more than was seen: where the wave ended before these rules would have decided, it
 * says so and decides nothing. What it cannot undo is how old a report may be, as that was decided
 * when the reports were counted. Of the parts of a wave it knows those against which something
 * spoke at the time; an earlier deadline makes no other part silent. What was put in quarantine
 * then is out of the wave from then on, and a part that fails is not decided on before: as at the
 * time, what is left is judged.
 *
 * @param judgement the one that decides; where none does, the last
 * @param at when it was made
 */
public record Replay(Judgement judgement, Instant at) {

  /**
   * @param looks in order of time, at least one, each with evidence of all metrics of the rules
   * @param until nothing is known after it
   */
  public static Replay of(GateRules rules, List<Look> looks, Instant until) {
    if (looks.isEmpty()) {
      throw new IllegalArgumentException("a wave that was never looked at cannot be judged again");
    }
    Map<String, Double> highest = new HashMap<>();
    Map<Object, Double> strata = new HashMap<>();
    Replay last = null;
    for (int i = 0; i < looks.size(); i++) {
      Evidence evidence = looks.get(i).evidence();
      if (i > 0 && evidence.quarantined() > looks.get(i - 1).evidence().quarantined()) {
        strata.clear(); // as the wave forgot them: its parts are others now
      }
      Instant next = i + 1 < looks.size() ? looks.get(i + 1).at() : until;
      // between two looks only time passes: a soak ends, a deadline comes
      for (Instant at = looks.get(i).at(); at != null; at = before(next, last)) {
        last = new Replay(Gate.judge(rules, as(evidence, rules, at, highest, strata), at), at);
        if (last.judgement.settled() && !quarantinedNext(last.judgement, looks, i)) {
          return last;
        }
        last.judgement
            .strata()
            .forEach(s -> strata.merge(List.of(s.stratum(), s.metric()), s.maxLlr(), Math::max));
        last.judgement.metrics().forEach(m -> highest.merge(m.name(), m.maxLlr(), Math::max));
      }
    }
    return last;
  }

  private static boolean quarantinedNext(Judgement judgement, List<Look> looks, int at) {
    int quarantined = looks.get(at).evidence().quarantined();
    return judgement.partToQuarantine().isPresent()
        && looks.stream().skip(at).anyMatch(l -> l.evidence().quarantined() > quarantined);
  }

  private static Instant before(Instant next, Replay last) {
    Instant again = last.judgement.lookAgainAt();
    return again != null && again.isBefore(next) && again.isAfter(last.at) ? again : null;
  }

  /** The evidence as these rules would have had it counted. */
  private static Evidence as(
      Evidence evidence,
      GateRules rules,
      Instant at,
      Map<String, Double> highest,
      Map<Object, Double> strata) {
    boolean late = !at.isBefore(rules.deadline());
    List<String> judged = rules.metrics().stream().map(MetricRule::name).toList();
    return new Evidence(
        evidence.cohort(),
        evidence.excluded(),
        evidence.quarantined(),
        evidence.ordered(),
        evidence.confirmed(),
        evidence.metrics().stream()
            .filter(m -> judged.contains(m.name()))
            .map(m -> as(m, late, highest.getOrDefault(m.name(), 0.0)))
            .toList(),
        evidence.changes().stream()
            .filter(c -> judged.contains(c.metric()))
            // an earlier deadline is not applied here: who is open then may only be out of date,
            // and to hold for such a device is the safe way
            .map(c -> late ? c : c.awaited())
            .toList(),
        as(evidence.strata(), late, strata),
        evidence.sourceErrors());
  }

  private static Strata as(Strata strata, boolean late, Map<Object, Double> highest) {
    return new Strata(
        strata.looked(),
        strata.counts().stream()
            .map(
                c ->
                    new Strata.Count(
                        c.stratum(),
                        c.metric(),
                        c.healthy(),
                        c.unhealthy(),
                        late ? c.silent() + c.pending() : 0,
                        late ? 0 : c.silent() + c.pending(),
                        highest.getOrDefault(List.of(c.stratum(), c.metric()), 0.0)))
            .toList());
  }

  private static MetricEvidence as(MetricEvidence metric, boolean late, double highest) {
    int waited = metric.silent() + metric.pending();
    return new MetricEvidence(
        metric.name(),
        metric.healthy(),
        metric.unhealthy(),
        late ? waited : 0,
        late ? 0 : waited,
        metric.rejected(),
        metric.stale(),
        highest,
        metric.newest());
  }
}
