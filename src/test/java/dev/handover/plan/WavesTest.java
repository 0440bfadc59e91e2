package dev.handover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WavesTest {

  @Test
  void shares_are_cumulative_and_the_pilot_counts_towards_the_first() {
    assertThat(Waves.sizes(1000, 20, List.of(0.05, 0.2, 0.5, 1.0)))
        .containsExactly(20, 30, 150, 300, 500);
  }

  @Test
  void a_half_device_is_rounded_up_exactly_where_binary_fractions_would_round_down() {
    assertThat(Waves.sizes(100, 1, List.of(0.145, 1.0))).containsExactly(1, 14, 85);
  }

  @Test
  void a_wave_that_would_be_empty_is_named() {
    InvalidPlan refused =
        catchThrowableOfType(
            InvalidPlan.class, () -> Waves.sizes(1000, 100, List.of(0.05, 0.1, 0.2, 1.0)));

    assertThat(refused.problems())
        .extracting(Problem::path)
        .containsExactly("waves[0]", "waves[1]");
    assertThat(refused.problems().get(0).message())
        .isEqualTo(
            "This wave would be empty: it reaches 50 of 1,000 in the population, and what moves before it reaches 100.");
  }

  @Test
  void a_pilot_larger_than_the_population_and_no_population_are_refused() {
    assertThat(refusal(10, 11)).isEqualTo("pilot.size");
    assertThat(refusal(0, 1)).isEqualTo("population");
    assertThat(refusal(10, 10)).isEqualTo("waves[0]");
  }

  private static String refusal(int population, int pilot) {
    return catchThrowableOfType(
            InvalidPlan.class, () -> Waves.sizes(population, pilot, List.of(1.0)))
        .problems()
        .get(0)
        .path();
  }

  @Property
  void sizes_sum_to_the_population_and_each_share_is_reached_exactly(
      @ForAll @IntRange(min = 1, max = 2_000_000) int population,
      @ForAll @IntRange(min = 1, max = 1000) int pilot,
      @ForAll @Size(max = 10) Set<@IntRange(min = 1, max = 999) Integer> thousandths) {
    List<Double> shares = new ArrayList<>();
    new TreeSet<>(thousandths).forEach(n -> shares.add(n / 1000.0));
    shares.add(1.0);
    List<Integer> sizes;
    try {
      sizes = Waves.sizes(population, pilot, shares);
    } catch (InvalidPlan refused) {
      return;
    }
    assertThat(sizes).allMatch(size -> size > 0).hasSize(shares.size() + 1);
    assertThat(sizes.get(0)).isEqualTo(pilot);
    int moved = pilot;
    for (int k = 0; k < shares.size(); k++) {
      moved += sizes.get(k + 1);
      assertThat(moved)
          .isEqualTo(
              new BigDecimal(Double.toString(shares.get(k)))
                  .multiply(new BigDecimal(population))
                  .setScale(0, RoundingMode.HALF_UP)
                  .intValueExact());
    }
    assertThat(moved).isEqualTo(population);
  }
}
