package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequentialTestTest {

  private static final SequentialTest TEST = new SequentialTest(.02, .10, .01, .05);

  @Test
  void thirty_six_clean_devices_pass_and_thirty_five_do_not() {
    assertThat(TEST.fewestToPass()).isEqualTo(36);
    assertThat(TEST.passed(TEST.llr(0, 36))).isTrue();
    assertThat(TEST.passed(TEST.llr(0, 35))).isFalse();
  }

  @Test
  void three_failures_in_a_row_fail_and_two_do_not() {
    assertThat(TEST.fewestToFail()).isEqualTo(3);
    assertThat(TEST.failed(TEST.llr(3, 3))).isTrue();
    assertThat(TEST.failed(TEST.llr(2, 2))).isFalse();
  }

  @Test
  void the_ratio_is_that_of_the_two_binomial_likelihoods() {
    double p1 = Math.pow(.10, 4) * Math.pow(.90, 46);
    double p0 = Math.pow(.02, 4) * Math.pow(.98, 46);

    assertThat(TEST.llr(4, 50)).isCloseTo(Math.log(p1 / p0), within(1e-12));
    assertThat(TEST.llr(0, 0)).isZero();
  }

  @Test
  void the_bounds_themselves_decide() {
    assertThat(TEST.failed(TEST.failBound())).isTrue();
    assertThat(TEST.failed(Math.nextDown(TEST.failBound()))).isFalse();
    assertThat(TEST.passed(TEST.passBound())).isTrue();
    assertThat(TEST.passed(Math.nextUp(TEST.passBound()))).isFalse();
  }

  @Test
  void the_always_valid_p_value_reaches_alpha_at_the_bound_and_never_exceeds_one() {
    assertThat(SequentialTest.alwaysValidP(TEST.failBound())).isCloseTo(.01, within(1e-12));
    assertThat(SequentialTest.alwaysValidP(0)).isEqualTo(1);
    assertThat(SequentialTest.alwaysValidP(-3)).isEqualTo(1);
  }

  @Property(tries = 500)
  void so_many_more_devices_as_it_says_decide_and_one_fewer_does_not(
      @ForAll @IntRange(max = 400) int judged, @ForAll @IntRange(max = 10) int unhealthy) {
    int f = Math.min(unhealthy, judged);
    double llr = TEST.llr(f, judged);
    int healthy = TEST.healthyToPass(llr);
    int failing = TEST.unhealthyToFail(llr);

    assertThat(TEST.passed(TEST.llr(f, judged + healthy))).isTrue();
    assertThat(healthy > 0 && TEST.passed(TEST.llr(f, judged + healthy - 1))).isFalse();
    assertThat(TEST.failed(TEST.llr(f + failing, judged + failing))).isTrue();
    assertThat(failing > 0 && TEST.failed(TEST.llr(f + failing - 1, judged + failing - 1)))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, .1, .01, .05", ".1, .1, .01, .05", ".2, .1, .01, .05", ".1, 1, .01, .05",
    "-.1, .1, .01, .05", "NaN, .1, .01, .05", ".02, NaN, .01, .05", ".02, .1, 0, .05",
    ".02, .1, .01, 0", ".02, .1, .5, .05", ".02, .1, .01, .5", ".02, .1, NaN, .05",
    ".02, .1, .01, NaN"
  })
  void thresholds_that_make_no_test_are_refused(double p0, double p1, double alpha, double beta) {
    assertThatThrownBy(() -> new SequentialTest(p0, p1, alpha, beta))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void more_unhealthy_than_judged_is_refused() {
    assertThatThrownBy(() -> TEST.llr(3, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TEST.llr(-1, 2)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void looking_after_every_device_a_normal_fleet_fails_no_oftener_than_alpha() {
    assertThat(share(.02, true)).isLessThanOrEqualTo(.01);
  }

  @Test
  void looking_after_every_device_an_intolerable_fleet_passes_no_oftener_than_beta() {
    assertThat(share(.10, false)).isLessThanOrEqualTo(.05);
  }

  /** The share of 20,000 streams of up to 500 devices that ever fail, or else ever pass. */
  private static double share(double p, boolean failing) {
    SplittableRandom random = new SplittableRandom(20261123);
    int hits = 0;
    for (int stream = 0; stream < 20_000; stream++) {
      int unhealthy = 0;
      for (int n = 1; n <= 500; n++) {
        unhealthy += random.nextDouble() < p ? 1 : 0;
        double llr = TEST.llr(unhealthy, n);
        if (failing ? TEST.failed(llr) : TEST.passed(llr)) {
          hits++;
          break;
        }
        // Wave over: what has failed for good can no longer pass.
        if (!failing && TEST.failed(llr)) {
          break;
        }
      }
    }
    return hits / 20_000.0;
  }
}
