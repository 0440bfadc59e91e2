package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.health.GateRules.MetricRule;
import dev.handover.health.Strata.Count;
import dev.handover.health.Strata.Stratum;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Which strata fail, against Holm's definition written a second time, and by simulation. */
class StrataTestProperties {

  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final MetricRule FIRST = new MetricRule("noncompliant", .02, .1, .05, .05, false);
  private static final MetricRule SECOND =
      new MetricRule("check-in-missing", .03, .2, .02, .05, false);
  private static final MetricRule ADVISORY =
      new MetricRule("app-install-failed", .02, .1, .01, .05, true);
  private static final GateRules RULES =
      new GateRules(
          List.of(FIRST, SECOND, ADVISORY),
          .9,
          .1,
          SilentRule.UNHEALTHY,
          Duration.ofDays(1),
          START,
          START.plus(Duration.ofDays(3)));

  @Property(tries = 2_000)
  void it_fails_exactly_what_holm_rejects(@ForAll long seed) {
    Strata strata = random(new SplittableRandom(seed));

    assertThat(failed(StrataTest.judge(RULES, strata, true)))
        .as("%s", strata)
        .isEqualTo(byBruteForce(strata));
  }

  @Example
  void the_cases_are_worth_their_name() {
    int some = 0;
    int all = 0;
    for (int seed = 0; seed < 1_000; seed++) {
      Strata strata = random(new SplittableRandom(seed));
      int failed = byBruteForce(strata).size();
      some += failed > 0 ? 1 : 0;
      all += failed > 1 ? 1 : 0;
    }
    assertThat(some).isBetween(200, 900);
    assertThat(all).isGreaterThan(100);
  }

  @Property(tries = 1_000)
  void the_order_in_which_strata_are_given_changes_nothing(@ForAll long seed) {
    Strata strata = random(new SplittableRandom(seed));
    List<Count> shuffled = new ArrayList<>(strata.counts());
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(StrataTest.judge(RULES, new Strata(strata.looked(), shuffled), true))
        .isEqualTo(StrataTest.judge(RULES, strata, true));
  }

  @Property(tries = 1_000)
  void what_has_failed_comes_first_and_stays_failed_when_all_recover(@ForAll long seed) {
    Strata strata = random(new SplittableRandom(seed));
    List<StratumJudgement> judged = StrataTest.judge(RULES, strata, true);
    List<Count> recovered =
        strata.counts().stream()
            .map(
                c ->
                    new Count(
                        c.stratum(),
                        c.metric(),
                        c.healthy() + c.unhealthy() + c.silent(),
                        0,
                        0,
                        0,
                        judged.stream()
                            .filter(j -> key(j).equals(key(c)))
                            .mapToDouble(StratumJudgement::maxLlr)
                            .findFirst()
                            .orElse(0)))
            .toList();

    assertThat(judged)
        .isSortedAccordingTo((a, b) -> Boolean.compare(b.failed(), a.failed()))
        .isSortedAccordingTo((a, b) -> Double.compare(a.p(), b.p()));
    assertThat(failed(StrataTest.judge(RULES, new Strata(strata.looked(), recovered), true)))
        .isEqualTo(failed(judged));
  }

  /**
   * Every device is at its expected share and in one stratum of each dimension, and all is looked
   * at after every report that can raise a ratio, an unhealthy one: at most alpha of such waves may
   * have a failing stratum. By the binomial distribution, 2,000 waves at alpha have at most 57 with
   * a chance of 0.995 or more, as 40 are expected with a deviation of 4.0.
   */
  @Example
  void a_wave_without_fault_has_a_failing_stratum_with_chance_alpha_at_most() {
    int waves = 800;
    int falselyFailed = 0;
    for (int seed = 0; seed < waves; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int[][] healthy = new int[9][2];
      int[][] unhealthy = new int[9][2];
      double[][] max = new double[9][2];
      boolean failed = false;
      for (int device = 0; device < 200 && !failed; device++) {
        // skewed, so that some strata are tiny
        int[] in = {
          random.nextInt(random.nextInt(3) + 1),
          3 + random.nextInt(3),
          6 + random.nextInt(random.nextInt(3) + 1)
        };
        boolean any = false;
        for (int metric = 0; metric < 2; metric++) {
          boolean bad = random.nextDouble() < (metric == 0 ? FIRST : SECOND).expected();
          any |= bad;
          for (int stratum : in) {
            (bad ? unhealthy : healthy)[stratum][metric]++;
          }
        }
        if (!any) {
          continue;
        }
        List<Count> counts = new ArrayList<>();
        for (int s = 0; s < 9; s++) {
          counts.add(count(s, FIRST, healthy[s][0], unhealthy[s][0], max[s][0]));
          counts.add(count(s, SECOND, healthy[s][1], unhealthy[s][1], max[s][1]));
        }
        for (StratumJudgement j : StrataTest.judge(RULES, new Strata(9, counts), true)) {
          int s = Integer.parseInt(j.stratum().label());
          int metric = j.metric().equals(FIRST.name()) ? 0 : 1;
          max[s][metric] = Math.max(max[s][metric], j.llr());
          failed |= j.failed();
        }
      }
      falselyFailed += failed ? 1 : 0;
    }
    assertThat(falselyFailed).as("of %d waves", waves).isLessThanOrEqualTo(27);
  }

  private static Count count(int stratum, MetricRule metric, int healthy, int unhealthy, double m) {
    return new Count(
        new Stratum("site", String.valueOf(stratum)), metric.name(), healthy, unhealthy, 0, 0, m);
  }

  /** Rejects all hypotheses up to the last before the first whose p-value is above its share. */
  private static Set<Object> byBruteForce(Strata strata) {
    int hypotheses = strata.looked() * 2;
    double alpha = .02;
    Set<Object> rejected = new HashSet<>();
    List<Count> left = new ArrayList<>(strata.counts());
    left.removeIf(c -> c.metric().equals(ADVISORY.name()));
    while (!left.isEmpty()) {
      Count least = left.get(0);
      for (Count c : left) {
        least = p(c) < p(least) ? c : least;
      }
      if (p(least) * (hypotheses - rejected.size()) > alpha) {
        break;
      }
      rejected.add(key(least));
      left.remove(least);
    }
    return rejected;
  }

  private static double p(Count c) {
    double p0 = c.metric().equals("noncompliant") ? .02 : .03;
    double p1 = c.metric().equals("noncompliant") ? .1 : .2;
    int bad = c.unhealthy() + c.silent();
    double llr = bad * Math.log(p1 / p0) + c.healthy() * Math.log((1 - p1) / (1 - p0));
    return Math.min(1, Math.exp(-Math.max(llr, c.maxLlr())));
  }

  private static Set<Object> failed(List<StratumJudgement> judged) {
    Set<Object> failed = new HashSet<>();
    judged.stream().filter(StratumJudgement::failed).forEach(j -> failed.add(key(j)));
    return failed;
  }

  private static Object key(StratumJudgement j) {
    return List.of(j.stratum(), j.metric());
  }

  private static Object key(Count c) {
    return List.of(c.stratum(), c.metric());
  }

  private static Strata random(SplittableRandom random) {
    int looked = 1 + random.nextInt(30);
    int worst = 1 + random.nextInt(9);
    List<Count> counts = new ArrayList<>();
    for (int s = 0; s < looked; s++) {
      for (MetricRule rule : RULES.metrics()) {
        if (random.nextInt(3) > 0) {
          counts.add(
              new Count(
                  new Stratum("model", "M" + s),
                  rule.name(),
                  random.nextInt(20),
                  random.nextInt(random.nextInt(worst) + 1),
                  random.nextInt(20) == 0 ? 1 : 0,
                  random.nextInt(5),
                  random.nextInt(6) == 0 ? random.nextDouble(1.4 * worst) : 0));
        }
      }
    }
    return new Strata(looked, counts);
  }
}
