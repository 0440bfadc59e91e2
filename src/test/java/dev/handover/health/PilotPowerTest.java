package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.handover.health.PilotPower.Chances;
import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PilotPowerTest {

  private static final SequentialTest TEST = new SequentialTest(.02, .10, .01, .05);

  @Test
  void too_small_a_pilot_never_passes() {
    PilotPower power = PilotPower.of(TEST, 35);

    assertThat(power.fewest()).isEqualTo(36);
    assertThat(power.atExpected().pass()).isZero();
    assertThat(power.atExpected().undecided()).isGreaterThan(.98);
  }

  @Test
  void the_fewest_devices_pass_when_every_one_is_healthy() {
    assertThat(PilotPower.of(TEST, 36).atExpected().pass())
        .isCloseTo(Math.pow(.98, 36), within(1e-12));
    assertThat(PilotPower.of(TEST, 36).atLimit().pass())
        .isCloseTo(Math.pow(.90, 36), within(1e-12));
  }

  @Test
  void three_devices_stop_when_every_one_is_unhealthy() {
    assertThat(PilotPower.of(TEST, 2).atLimit()).isEqualTo(new Chances(0, 1, 0));
    assertThat(PilotPower.of(TEST, 3).atLimit().stop()).isCloseTo(.001, within(1e-12));
  }

  /** α' = (1 − β)/(1/α − β); ((1 − α')·ln β + α'·ln 1/α) / (p0·ln 5 + (1 − p0)·ln(0.90/0.98)). */
  @Test
  void the_expected_number_is_walds() {
    assertThat(PilotPower.of(TEST, 1).expected()).isEqualTo(57);
    // β = 0.05 and α = 0.1: ((1 − .0955)·(−2.9957) + .0955·2.3026) / (.1·ln 2 + .9·ln(.8/.9))
    assertThat(PilotPower.of(new SequentialTest(.1, .2, .1, .05), 1).expected()).isEqualTo(68);
  }

  @ParameterizedTest
  @CsvSource({"10", "36", "57", "85", "120", "200"})
  void the_chances_are_those_of_a_pilot_played_many_times(int devices) {
    PilotPower power = PilotPower.of(TEST, devices);

    near(power.atExpected(), played(TEST, TEST.p0(), devices));
    near(power.atLimit(), played(TEST, TEST.p1(), devices));
  }

  @Property(tries = 200)
  void the_chances_add_up_and_keep_the_rates_that_were_promised(
      @ForAll @IntRange(min = 1, max = 30) int p0,
      @ForAll @IntRange(min = 2, max = 30) int more,
      @ForAll @IntRange(min = 1, max = 3000) int devices) {
    SequentialTest test = new SequentialTest(p0 / 100.0, (p0 + more) / 100.0, .01, .05);
    PilotPower power = PilotPower.of(test, devices);

    for (Chances c : new Chances[] {power.atExpected(), power.atLimit()}) {
      assertThat(c.pass() + c.undecided() + c.stop()).isCloseTo(1, within(1e-9));
    }
    assertThat(power.atExpected().stop()).isBetween(0.0, .01);
    assertThat(power.atLimit().pass()).isBetween(0.0, .05);
  }

  @Test
  void a_course_cut_short_ends_as_the_whole_one_does() {
    // By device 4,096 nothing is open; by 1,000 much is.
    Chances early = PilotPower.of(TEST, 4_096).atExpected();
    Chances late = PilotPower.of(TEST, 90_000).atExpected();

    assertThat(late.pass()).isCloseTo(early.pass(), within(1e-9));
    assertThat(late.stop()).isCloseTo(early.stop(), within(1e-9));
    assertThat(late.undecided()).isLessThan(1e-9);
  }

  @Test
  void the_smallest_pilot_decides_often_enough_as_each_larger_one_does() {
    int smallest = PilotPower.smallest(TEST, .1).orElseThrow();

    assertThat(PilotPower.of(TEST, smallest - 1).atExpected().undecided()).isGreaterThan(.1);
    for (int n = smallest; n < 3 * smallest; n++) {
      assertThat(PilotPower.of(TEST, n).atExpected().undecided()).isLessThanOrEqualTo(.1);
    }
  }

  @Test
  void no_pilot_tells_rates_apart_that_hardly_differ() {
    assertThat(PilotPower.smallest(new SequentialTest(.02, .020001, .01, .05), .1)).isEmpty();
  }

  @Test
  void the_largest_pilot_with_the_closest_rates_is_computed_in_no_time() {
    SequentialTest close = new SequentialTest(.5, .5001, .01, .05);

    Assertions.assertTimeout(
        Duration.ofSeconds(20), () -> PilotPower.of(close, 1_000_000).atExpected());
  }

  @Test
  void a_pilot_without_devices_is_refused() {
    assertThatThrownBy(() -> PilotPower.of(TEST, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void near(Chances exact, Chances played) {
    // Four standard errors of 40,000 plays at the most.
    assertThat(played.pass()).isCloseTo(exact.pass(), within(.01));
    assertThat(played.undecided()).isCloseTo(exact.undecided(), within(.01));
    assertThat(played.stop()).isCloseTo(exact.stop(), within(.01));
  }

  private static Chances played(SequentialTest test, double p, int devices) {
    SplittableRandom random = new SplittableRandom(20261125);
    int plays = 40_000;
    int passes = 0;
    int stops = 0;
    for (int play = 0; play < plays; play++) {
      int unhealthy = 0;
      boolean stopped = false;
      for (int n = 1; n <= devices && !stopped; n++) {
        unhealthy += random.nextDouble() < p ? 1 : 0;
        stopped = test.failed(test.llr(unhealthy, n));
      }
      if (stopped) {
        stops++;
      } else if (test.passed(test.llr(unhealthy, devices))) {
        passes++;
      }
    }
    return new Chances(
        (double) passes / plays, (double) (plays - passes - stops) / plays, (double) stops / plays);
  }
}
