package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {

  @ParameterizedTest
  @CsvSource({"1, 10", "3, 7", "9, 10", "17, 180", "500, 10000"})
  void at_its_ends_what_was_seen_has_a_chance_of_two_and_a_half_percent(int unhealthy, int judged) {
    Interval interval = Interval.of(unhealthy, judged);

    double atLeast =
        1 - BinomialDistribution.of(judged, interval.lower()).cumulativeProbability(unhealthy - 1);
    double atMost =
        BinomialDistribution.of(judged, interval.upper()).cumulativeProbability(unhealthy);
    assertThat(atLeast).isCloseTo(.025, within(1e-6));
    assertThat(atMost).isCloseTo(.025, within(1e-6));
  }

  @Test
  void with_none_or_all_unhealthy_one_end_is_the_end_of_all_shares() {
    assertThat(Interval.of(0, 36).lower()).isZero();
    assertThat(Interval.of(0, 36).upper()).isCloseTo(1 - Math.pow(.025, 1 / 36.0), within(1e-12));
    assertThat(Interval.of(36, 36).lower()).isCloseTo(Math.pow(.025, 1 / 36.0), within(1e-12));
    assertThat(Interval.of(36, 36).upper()).isEqualTo(1);
  }

  @Test
  void with_nobody_judged_the_share_may_be_anything() {
    assertThat(Interval.of(0, 0)).isEqualTo(new Interval(0, 1));
  }

  @Test
  void counts_that_cannot_be_are_refused() {
    assertThatThrownBy(() -> Interval.of(2, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Interval.of(-1, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
