package dev.handover.health;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import dev.handover.health.SimulatedWave.Cell;
import dev.handover.health.StopRules.End;
import dev.handover.health.StopRules.Outcome;
import dev.handover.health.StopRules.Quarantined;
import dev.handover.health.StopRules.Rule;
import dev.handover.health.Strata.Stratum;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gate of this product, as its watch runs it: it keeps the highest ratios seen so far, looks at
 * the parts of the wave, and takes one that has failed out of it where that is no more than a
 * third.
 */
final class SimulatedGate implements Rule {

  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final String METRIC = "noncompliant";

  private final GateRules rules;

  SimulatedGate(double p0, double p1) {
    rules =
        new GateRules(
            List.of(new MetricRule(METRIC, p0, p1, .01, .05, false)),
            .9,
            .1,
            SilentRule.UNHEALTHY,
            Duration.ofHours(SimulatedWave.SOAK),
            START,
            START.plus(Duration.ofHours(SimulatedWave.HOURS)));
  }

  @Override
  public Outcome judge(SimulatedWave wave) {
    List<Cell> kept = new ArrayList<>(wave.cells);
    List<Quarantined> quarantined = new ArrayList<>();
    double highest = 0;
    Map<Stratum, Double> highestOfParts = new HashMap<>();
    Evidence seen = null;
    int hour = 1;
    while (true) {
      Evidence evidence = evidence(wave.size, kept, hour, highest, highestOfParts);
      if (evidence.equals(seen) && hour != SimulatedWave.SOAK && hour != SimulatedWave.HOURS) {
        hour++; // Nothing new, and no moment at which time alone changes something.
        continue;
      }
      seen = evidence;
      Judgement judgement = Gate.judge(rules, evidence, START.plus(Duration.ofHours(hour)));
      highest = judgement.metrics().get(0).maxLlr();
      judgement.strata().forEach(s -> highestOfParts.merge(s.stratum(), s.maxLlr(), Math::max));
      Optional<Stratum> out =
          judgement
              .partToQuarantine()
              .map(StratumJudgement::stratum)
              .filter(part -> extent(wave.size, kept, part).mayBeQuarantined());
      if (out.isPresent()) {
        kept.removeIf(cell -> cell.strata.contains(out.get()));
        quarantined.add(new Quarantined(out.get(), hour));
        highestOfParts.clear();
      } else if (judgement.settled()) {
        return new Outcome(
            switch (judgement.verdict()) {
              case PASS -> End.ADVANCED;
              case FAIL -> End.STOPPED;
              default -> End.LEFT;
            },
            hour,
            quarantined);
      } else {
        hour++;
      }
    }
  }

  private static PartExtent extent(int devices, List<Cell> kept, Stratum part) {
    int counted = kept.stream().mapToInt(c -> c.size).sum();
    int ofPart = kept.stream().filter(c -> c.strata.contains(part)).mapToInt(c -> c.size).sum();
    return new PartExtent(devices, devices - counted, ofPart);
  }

  private static Evidence evidence(
      int devices, List<Cell> kept, int hour, double highest, Map<Stratum, Double> highestOfParts) {
    Counts whole = new Counts();
    Map<Stratum, Counts> parts = new LinkedHashMap<>();
    for (Cell cell : kept) {
      if (cell.size > 0) {
        whole.add(cell, hour);
        for (Stratum stratum : cell.strata) {
          parts.computeIfAbsent(stratum, s -> new Counts()).add(cell, hour);
        }
      }
    }
    List<Strata.Count> counts = new ArrayList<>();
    parts.forEach(
        (stratum, c) -> {
          double worst = highestOfParts.getOrDefault(stratum, 0.0);
          if (c.unhealthy + c.silent(hour) > 0 || worst > 0) {
            counts.add(c.ofPart(stratum, hour, worst));
          }
        });
    return new Evidence(
        whole.size,
        0,
        devices - whole.size,
        whole.size,
        whole.switched,
        List.of(whole.ofWave(hour, highest)),
        List.of(),
        new Strata(parts.size(), counts),
        List.of());
  }

  /** Of several cells at one hour. */
  private static final class Counts {
    private int size;
    private int switched;
    private int healthy;
    private int unhealthy;
    private int stale;

    void add(Cell cell, int hour) {
      size += cell.size;
      switched += cell.switched[hour];
      healthy += cell.healthy[hour];
      unhealthy += cell.unhealthy[hour];
      stale += cell.stale[hour];
    }

    private int mute() {
      return size - healthy - unhealthy - stale;
    }

    int silent(int hour) {
      return hour == SimulatedWave.HOURS ? mute() : 0;
    }

    private int pending(int hour) {
      return mute() - silent(hour);
    }

    MetricEvidence ofWave(int hour, double highest) {
      return new MetricEvidence(
          METRIC, healthy, unhealthy, silent(hour), pending(hour), 0, stale, highest, null);
    }

    /** In a part, a device whose reading is too old counts for nothing. */
    Strata.Count ofPart(Stratum stratum, int hour, double highest) {
      return new Strata.Count(
          stratum, METRIC, healthy, unhealthy, silent(hour), pending(hour), highest);
    }
  }
}
