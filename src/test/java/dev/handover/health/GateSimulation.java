package dev.handover.health;

import dev.handover.health.SimulatedWave.Truth;
import dev.handover.health.SimulatedWave.Where;
import dev.handover.health.StopRules.End;
import dev.handover.health.StopRules.Outcome;
import dev.handover.health.StopRules.Quarantined;
import dev.handover.health.StopRules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BetaDistribution;

/** Plays rollouts from a seed, each rule on the same waves, and counts how they end. */
final class GateSimulation {

  private static final long SEED = 20261125;

  /** Sizes of the waves in pilots; together the fleet. */
  private static final int[] WAVES = {1, 2, 5, 12};

  /**
   * @param good whether at most p0 of the devices are bad, so that it should go on; otherwise at
   *     least p1 are, unless it is {@code beyond}
   * @param beyond no promise is made of it: less than p1 of all devices are bad
   */
  record Scenario(
      String name, boolean good, boolean beyond, int pilot, double p0, double p1, Truth truth) {

    boolean badEverywhere() {
      return !good && truth.where() == Where.NOWHERE;
    }
  }

  /**
   * Of so many rollouts.
   *
   * @param wrong good pilots that were stopped, or bad ones after which it advanced with what is
   *     bad
   * @param left pilots that were left to a person as they were
   * @param quarantined pilots of which the bad part was put in quarantine
   * @param mistaken pilots of which another part was, though the change is not bad everywhere
   * @param through bad rollouts that reached all devices
   * @param exposed devices for which the change is bad and that have switched when it is stopped or
   *     left, or they are put in quarantine, a mean
   * @param hours to the end of the pilot, a mean
   */
  record Count(
      int rollouts,
      int wrong,
      int left,
      int quarantined,
      int mistaken,
      int through,
      double exposed,
      double hours) {

    double rate() {
      return (double) wrong / rollouts;
    }

    /** Good pilots after which it advanced, or bad ones that were stopped as a whole. */
    int right() {
      return rollouts - wrong - left - quarantined;
    }

    /** That errors are not more frequent than this, with a confidence of 95 %. */
    double upperBound() {
      return upperBound(wrong);
    }

    /** By Clopper and Pearson. */
    double upperBound(int of) {
      return of == rollouts
          ? 1
          : BetaDistribution.of(of + 1.0, rollouts - of).inverseCumulativeProbability(.95);
    }
  }

  static List<Scenario> scenarios() {
    List<Scenario> all = new ArrayList<>();
    Truth good = Truth.plain(.02);
    Truth bad = Truth.plain(.10);
    Truth goodReal = real(.02);
    Truth badReal = real(.10);
    all.add(good("good, in time", 150, .02, .10, good));
    all.add(good("good, late and silent", 150, .02, .10, good.withLateAndSilent()));
    all.add(good("good, flapping", 150, .02, .10, goodReal));
    all.add(good("better than good", 150, .02, .10, real(.01)));
    all.add(good("good, small pilot", 60, .02, .10, goodReal));
    all.add(good("good, 1 % against 5 %", 300, .01, .05, real(.01)));
    all.add(bad("bad, in time", 150, .02, .10, bad));
    all.add(bad("bad, late and silent", 150, .02, .10, bad.withLateAndSilent()));
    all.add(bad("bad, flapping", 150, .02, .10, badReal));
    all.add(bad("bad, after a while", 150, .02, .10, badReal.withOnset(36)));
    all.add(bad("twice as bad", 150, .02, .10, real(.20)));
    all.add(bad("bad, small pilot", 60, .02, .10, badReal));
    all.add(bad("bad, 1 % against 5 %", 300, .01, .05, real(.05)));
    all.add(bad("bad in one model", 150, .02, .10, inModel(.3, .3)));
    all.add(bad("one model broken", 150, .02, .10, inModel(.1, 1)));
    all.add(beyond("bad in a rare model", inModel(.1, .3)));
    all.add(
        beyond(
            "bad in model × build",
            goodReal.withBadPart(Where.FIRST_MODEL_ON_FIRST_BUILD, .3, .5)));
    return all;
  }

  /** Some devices late, some silent, some flapping. */
  private static Truth real(double p) {
    return Truth.plain(p).withLateAndSilent().withFlapping();
  }

  private static Truth inModel(double share, double bad) {
    return real(.02).withBadPart(Where.FIRST_MODEL, share, bad);
  }

  private static Scenario beyond(String name, Truth truth) {
    return new Scenario(name, false, true, 150, .02, .10, truth);
  }

  private static Scenario good(String name, int pilot, double p0, double p1, Truth truth) {
    return new Scenario(name, true, false, pilot, p0, p1, truth);
  }

  private static Scenario bad(String name, int pilot, double p0, double p1, Truth truth) {
    return new Scenario(name, false, false, pilot, p0, p1, truth);
  }

  /** How all rules do on the same rollouts; in the order of the rules. */
  static List<Count> play(Scenario scenario, List<Rule> rules, int rollouts) {
    List<Tally> tallies =
        IntStream.range(0, rollouts)
            .parallel()
            .collect(
                () -> rules.stream().map(r -> new Tally()).toList(),
                (sum, n) -> one(scenario, rules, n, sum),
                (a, b) -> IntStream.range(0, a.size()).forEach(i -> a.get(i).add(b.get(i))));
    return tallies.stream().map(t -> t.count(rollouts)).toList();
  }

  /** Drawn, since seeds at a distance of the generator's own step give one and the same stream. */
  private static long seed(Scenario scenario, int rollout, int wave) {
    long n = SEED + scenario.name().hashCode() * 1_000_003L + rollout * 16L + wave;
    return new SplittableRandom(n).nextLong();
  }

  private static void one(Scenario scenario, List<Rule> rules, int rollout, List<Tally> sum) {
    SimulatedWave[] waves = new SimulatedWave[WAVES.length];
    for (int i = 0; i < rules.size(); i++) {
      Tally tally = sum.get(i);
      int before = 0;
      for (int no = 0; no < WAVES.length; no++) {
        if (waves[no] == null) {
          waves[no] =
              new SimulatedWave(
                  scenario.pilot() * WAVES[no],
                  scenario.truth(),
                  scenario.p0(),
                  seed(scenario, rollout, no));
        }
        Outcome outcome = rules.get(i).judge(waves[no]);
        Optional<Quarantined> badPart = outcome.firstOf(scenario.truth().badStrata());
        if (no == 0) {
          tally.pilot(scenario, outcome, badPart.isPresent());
        }
        if (scenario.good()) {
          break; // How it goes on is the same question again.
        }
        boolean advanced = outcome.end() == End.ADVANCED && badPart.isEmpty();
        if (!advanced || no == WAVES.length - 1) {
          int hour = badPart.map(Quarantined::hour).orElse(outcome.hour());
          tally.exposed += before + waves[no].exposed[hour];
          tally.through += advanced ? 1 : 0;
          break; // What goes on without the bad part exposes nobody any more.
        }
        before += waves[no].exposed[SimulatedWave.HOURS];
      }
    }
  }

  private static final class Tally {
    private int wrong;
    private int left;
    private int quarantined;
    private int mistaken;
    private int through;
    private long exposed;
    private long hours;

    void pilot(Scenario scenario, Outcome outcome, boolean badPartIsOut) {
      End mistake = scenario.good() ? End.STOPPED : End.ADVANCED;
      wrong += outcome.end() == mistake && !badPartIsOut ? 1 : 0;
      left += outcome.end() == End.LEFT && !badPartIsOut ? 1 : 0;
      quarantined += badPartIsOut ? 1 : 0;
      mistaken += !scenario.badEverywhere() && outcome.anyBut(scenario.truth().badStrata()) ? 1 : 0;
      hours += outcome.hour();
    }

    void add(Tally other) {
      wrong += other.wrong;
      left += other.left;
      quarantined += other.quarantined;
      mistaken += other.mistaken;
      through += other.through;
      exposed += other.exposed;
      hours += other.hours;
    }

    Count count(int rollouts) {
      return new Count(
          rollouts,
          wrong,
          left,
          quarantined,
          mistaken,
          through,
          (double) exposed / rollouts,
          (double) hours / rollouts);
    }
  }

  private GateSimulation() {}
}
