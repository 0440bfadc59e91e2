package dev.handover.health;

import static dev.handover.health.GateCases.DEADLINE;
import static dev.handover.health.GateCases.RULE;
import static dev.handover.health.GateCases.SOAKED;
import static dev.handover.health.GuardTest.RULES;
import static dev.handover.health.GuardTest.known;
import static dev.handover.health.GuardTest.sentences;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.health.Evidence.MetricEvidence;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The guard against its definition. */
class GuardProperties {

  @Property(tries = 5_000)
  void it_fails_exactly_where_the_test_fails_on_the_last_readings(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int healthy = random.nextInt(80);
    int unhealthy = random.nextInt(12);
    int never = random.nextInt(20);
    int late = random.nextInt(healthy + unhealthy + 1);
    boolean fails = RULE.test().failed(RULE.test().llr(unhealthy, healthy + unhealthy));

    Judgement judged = Guard.judge(RULES, known(healthy, unhealthy, never, late));

    assertThat(judged.verdict() == Verdict.FAIL).isEqualTo(fails);
    assertThat(judged.reasons().get(0).code().verdict()).isEqualTo(judged.verdict());
    assertThat(sentences(judged)).allMatch(s -> s.endsWith("."));
  }

  @Property(tries = 5_000)
  void silence_never_fails_a_wave_that_has_passed(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int healthy = 36 + random.nextInt(60);
    int unhealthy = random.nextInt(5);
    int never = random.nextInt(4);
    Evidence then =
        new Evidence(
            healthy + unhealthy + never,
            0,
            healthy + unhealthy + never,
            healthy + unhealthy + never,
            List.of(
                new MetricEvidence("noncompliant", healthy, unhealthy, 0, never, 0, 0, 0, SOAKED)),
            List.of());
    if (Gate.judge(RULES, then, DEADLINE).verdict() != Verdict.PASS) {
      return;
    }
    int late = random.nextInt(healthy + unhealthy + 1);

    assertThat(Guard.judge(RULES, known(healthy, unhealthy, never, late)).verdict())
        .isNotEqualTo(Verdict.FAIL);
  }
}
