package dev.handover.health;

import static dev.handover.health.GateCases.DEADLINE;
import static dev.handover.health.GateCases.RULE;
import static dev.handover.health.GateCases.SOAKED;
import static dev.handover.health.GateCases.START;
import static dev.handover.health.GateCases.counts;
import static dev.handover.health.GateCases.rules;
import static dev.handover.health.GateCases.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReplayTest {

  private static final int COHORT = 100;
  private static final GateRules OWN = rules(SilentRule.UNHEALTHY, RULE);

  /** What a rollout saw, hour by hour, until its own gate decided. */
  private record Course(List<Look> looks, Judgement decided, Instant at) {

    static Course of(long seed) {
      Random random = new Random(seed);
      double rate = random.nextInt(3) * 0.06;
      int healthy = 0;
      int unhealthy = 0;
      double highest = 0;
      List<Look> looks = new ArrayList<>();
      String shown = "";
      Judgement judgement = null;
      Instant at = START;
      for (int hour = 0; hour <= 24 * 3; hour++) {
        at = START.plus(Duration.ofHours(hour));
        for (int n = random.nextInt(5); n > 0 && healthy + unhealthy < COHORT; n--) {
          if (random.nextDouble() < rate) {
            unhealthy++;
          } else {
            healthy++;
          }
        }
        int missing = COHORT - healthy - unhealthy;
        boolean late = !at.isBefore(DEADLINE);
        Evidence evidence =
            wave(
                COHORT,
                new MetricEvidence(
                    "noncompliant",
                    healthy,
                    unhealthy,
                    late ? missing : 0,
                    late ? 0 : missing,
                    0,
                    0,
                    highest,
                    null));
        judgement = Gate.judge(OWN, evidence, at);
        highest = judgement.metrics().get(0).maxLlr();
        String hash = EvidenceJson.write(evidence, judgement).hash();
        if (!hash.equals(shown)) {
          looks.add(new Look(at, evidence));
          shown = hash;
        }
        if (judgement.settled()) {
          break;
        }
      }
      return new Course(looks, judgement, at);
    }
  }

  @Property(tries = 300)
  void its_own_policy_gives_what_happened_at_the_moment_when_it_happened(@ForAll long seed) {
    Course course = Course.of(seed);
    Replay replay = Replay.of(OWN, course.looks(), course.at());
    assertThat(replay.at()).isEqualTo(course.at());
    assertThat(replay.judgement().verdict()).isEqualTo(course.decided().verdict());
    assertThat(replay.judgement().settled()).isEqualTo(course.decided().settled());
    assertThat(replay.judgement().reasons()).isEqualTo(course.decided().reasons());
  }

  @Property(tries = 300)
  void a_lower_chance_of_a_false_stop_fails_nothing_that_has_passed(@ForAll long seed) {
    Course course = Course.of(seed);
    GateRules calmer =
        rules(SilentRule.UNHEALTHY, new MetricRule("noncompliant", .02, .10, .001, .05, false));
    Replay replay = Replay.of(calmer, course.looks(), course.at());
    if (replay.judgement().verdict() == Verdict.FAIL
        && course.decided().verdict() == Verdict.PASS) {
      throw new AssertionError("1 in 1,000 stops what 1 in 100 let pass, with seed " + seed);
    }
  }

  @Test
  void a_shorter_soak_passes_at_its_end_even_if_nothing_was_heard_just_then() {
    List<Look> looks = List.of(new Look(START.plusSeconds(60), wave(100, counts(100, 0, 0, 0, 0))));
    GateRules shorter = soaking(Duration.ofHours(6));
    Replay replay = Replay.of(shorter, looks, SOAKED);
    assertThat(replay.judgement().verdict()).isEqualTo(Verdict.PASS);
    assertThat(replay.at()).isEqualTo(START.plus(Duration.ofHours(6)));
  }

  @Test
  void nothing_is_decided_beyond_what_was_seen() {
    List<Look> looks = List.of(new Look(START.plusSeconds(60), wave(100, counts(100, 0, 0, 0, 0))));
    Replay replay = Replay.of(soaking(Duration.ofDays(2)), looks, SOAKED);
    assertThat(replay.judgement().settled()).isFalse();
    assertThat(replay.judgement().verdict()).isEqualTo(Verdict.HOLD_INSUFFICIENT);
  }

  @Test
  void who_was_silent_at_the_real_deadline_is_awaited_under_a_later_one() {
    List<Look> looks = List.of(new Look(DEADLINE, wave(100, counts(80, 0, 20, 0, 0))));
    assertThat(Replay.of(OWN, looks, DEADLINE).judgement().settled()).isTrue();
    GateRules later =
        new GateRules(
            List.of(RULE),
            .9,
            .1,
            SilentRule.UNHEALTHY,
            Duration.ofDays(1),
            START,
            DEADLINE.plus(Duration.ofDays(1)));
    Judgement judgement = Replay.of(later, looks, DEADLINE).judgement();
    assertThat(judgement.settled()).isFalse();
    assertThat(judgement.metrics().get(0).counts().pending()).isEqualTo(20);
  }

  @Test
  void a_wave_never_looked_at_cannot_be_judged() {
    assertThatThrownBy(() -> Replay.of(OWN, List.of(), START))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static GateRules soaking(Duration soak) {
    return new GateRules(List.of(RULE), .9, .1, SilentRule.UNHEALTHY, soak, START, DEADLINE);
  }
}
