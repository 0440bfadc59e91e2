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

class ChangeTestTest {

  private static final ChangeTest TEST = new ChangeTest(.05, .95);

  /** Newcombe (1998), comparison of eleven methods, table II, method 10. */
  @ParameterizedTest
  @CsvSource({
    "56, 70, 48, 80, 0.0524, 0.3339",
    "9, 10, 3, 10, 0.1705, 0.8090",
    "6, 7, 2, 7, 0.0582, 0.8062",
    "5, 56, 0, 29, -0.0381, 0.1926",
    "0, 10, 0, 20, -0.1611, 0.2775",
    "0, 10, 0, 10, -0.2775, 0.2775",
    "10, 10, 0, 20, 0.6791, 1.0000",
    "10, 10, 0, 10, 0.6075, 1.0000"
  })
  void the_difference_of_two_shares_is_that_of_the_published_examples(
      int a, int m, int b, int n, double lower, double upper) {
    Estimate difference = Estimate.share(a, m, .95).minus(Estimate.share(b, n, .95));

    assertThat(difference.value()).isCloseTo((double) a / m - (double) b / n, within(1e-12));
    assertThat(difference.lower()).isCloseTo(lower, within(5e-5));
    assertThat(difference.upper()).isCloseTo(upper, within(5e-5));
  }

  /**
   * Newcombe (1998), paired data, table II, method 10; and airway hyper-responsiveness before and
   * after stem cell transplantation (Bentur et al., 2009) in M. W. Fagerland, S. Lydersen and P.
   * Laake, BMC Medical Research Methodology 14 (2014). Each row: both, before only, after only,
   * neither.
   */
  @ParameterizedTest
  @CsvSource({"36, 12, 2, 0, -0.3404, -0.0569", "1, 1, 7, 12, 0.0256, 0.5069"})
  void the_rise_over_pairs_is_that_of_the_published_examples(
      int both, int before, int after, int neither, double lower, double upper) {
    Estimate rise = new BeforeAfter(neither, after, before, both).rise(.95);

    assertThat(rise.lower()).isCloseTo(lower, within(5e-5));
    assertThat(rise.upper()).isCloseTo(upper, within(5e-5));
  }

  @Test
  void devices_that_were_always_unhealthy_widen_the_interval_less_than_as_many_strangers_would() {
    Estimate paired = new BeforeAfter(180, 0, 0, 20).rise(.95);
    Estimate strangers = Estimate.share(20, 200, .95).minus(Estimate.share(20, 200, .95));

    assertThat(paired.value()).isZero();
    assertThat(paired.upper()).isPositive().isLessThan(strangers.upper() / 1.5);
  }

  @Property(tries = 2_000)
  void the_excess_is_what_the_definition_gives(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BeforeAfter moved = table(random);
    BeforeAfter control = table(random);
    double confidence = random.nextDouble(.5, .999);

    Estimate excess = new ChangeTest(.05, confidence).excess(moved, control);

    double[] expected = NewcombeByHand.excess(moved, control, confidence);
    assertThat(excess.value()).isCloseTo(expected[0], within(1e-12));
    assertThat(excess.lower()).isCloseTo(expected[1], within(1e-9));
    assertThat(excess.upper()).isCloseTo(expected[2], within(1e-9));
    assertThat(excess.lower()).isLessThanOrEqualTo(excess.value());
    assertThat(excess.upper()).isGreaterThanOrEqualTo(excess.value());
  }

  /**
   * Devices keep their state but for the outage, which hits both groups, and the harm of the move.
   * At 95 % each wrong verdict should come at most once in 40; a fifth more is allowed for the
   * interval, which is approximate, and for the 10,000 draws.
   */
  @ParameterizedTest
  @CsvSource({
    "200, 200, 0.005, 0.00, 0.05",
    "200, 200, 0.020, 0.10, 0.10",
    "400, 100, 0.050, 0.30, 0.15",
    "1000, 1000, 0.010, 0.02, 0.02",
    "60, 60, 0.010, 0.00, 0.20"
  })
  void at_its_margin_a_change_is_seldom_passed_and_seldom_failed_and_none_at_all_is_never_failed(
      int devices, int inControl, double before, double outage, double margin) {
    SplittableRandom random = new SplittableRandom(20261125);
    ChangeTest test = new ChangeTest(margin, .95);
    // So that the share after the outage rises by the margin
    double harm = margin / ((1 - before) * (1 - outage));
    int passedAtMargin = 0;
    int failedAtMargin = 0;
    int failedWithout = 0;
    for (int n = 0; n < 10_000; n++) {
      BeforeAfter control = drawn(random, inControl, before, outage, 0);
      Estimate atMargin = test.excess(drawn(random, devices, before, outage, harm), control);
      Estimate without = test.excess(drawn(random, devices, before, outage, 0), control);
      passedAtMargin += test.passed(atMargin) ? 1 : 0;
      failedAtMargin += test.failed(atMargin) ? 1 : 0;
      failedWithout += test.failed(without) ? 1 : 0;
    }

    assertThat(passedAtMargin).isLessThanOrEqualTo(300);
    assertThat(failedAtMargin).isLessThanOrEqualTo(300);
    assertThat(failedWithout).isLessThanOrEqualTo(10);
  }

  private static BeforeAfter drawn(
      SplittableRandom random, int devices, double before, double outage, double harm) {
    int[] cells = new int[4];
    for (int n = 0; n < devices; n++) {
      boolean unwell = random.nextDouble() < before;
      boolean hit = random.nextDouble() < outage | random.nextDouble() < harm;
      cells[(unwell ? 2 : 0) + (unwell || hit ? 1 : 0)]++;
    }
    return new BeforeAfter(cells[0], cells[1], cells[2], cells[3]);
  }

  @Property(tries = 500)
  void what_hits_both_groups_alike_is_no_excess(
      @ForAll @IntRange(min = 1, max = 500) int healthy,
      @ForAll @IntRange(min = 0, max = 500) int fell) {
    BeforeAfter group = new BeforeAfter(healthy, fell, 0, 0);
    Estimate excess = TEST.excess(group, group);

    assertThat(excess.value()).isZero();
    assertThat(TEST.failed(excess)).isFalse();
  }

  @Test
  void an_interval_that_touches_the_margin_is_undecided() {
    assertThat(TEST.passed(new Estimate(0, -.05, .05))).isFalse();
    assertThat(TEST.failed(new Estimate(.06, .05, .07))).isFalse();
    assertThat(TEST.passed(new Estimate(0, -.05, Math.nextDown(.05)))).isTrue();
    assertThat(TEST.failed(new Estimate(.06, Math.nextUp(.05), .07))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0.05, 0.95", "0.01, 0.95", "0.1, 0.9", "0.5, 0.5", "0.99, 0.95"})
  void the_fewest_devices_pass_and_one_less_do_not(double margin, double confidence) {
    ChangeTest test = new ChangeTest(margin, confidence);
    int fewest = test.fewestToPass();

    assertThat(test.passed(allHealthy(test, fewest))).isTrue();
    assertThat(fewest == 1 || !test.passed(allHealthy(test, fewest - 1))).isTrue();
  }

  private static Estimate allHealthy(ChangeTest test, int devices) {
    BeforeAfter healthy = new BeforeAfter(devices, 0, 0, 0);
    return test.excess(healthy, healthy);
  }

  @ParameterizedTest
  @CsvSource({"0, .95", "1, .95", "NaN, .95", "-.1, .95", ".1, .49", ".1, 1", ".1, NaN"})
  void what_makes_no_test_is_refused(double margin, double confidence) {
    assertThatThrownBy(() -> new ChangeTest(margin, confidence))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_group_of_nobody_has_no_rise() {
    assertThatThrownBy(() -> new BeforeAfter(0, 0, 0, 0).rise(.95))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BeforeAfter(1, -1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static BeforeAfter table(SplittableRandom random) {
    int most = random.nextInt(1, 300);
    return new BeforeAfter(
        random.nextInt(1, most + 1),
        random.nextInt(most),
        random.nextInt(most),
        random.nextInt(most));
  }
}
