package dev.handover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PilotSamplerTest {

  @Test
  void strata_get_seats_by_largest_remainder() {
    assertThat(PilotSampler.seats(devices(47, 32, 21), 10, 0.005, 1))
        .isEqualTo(Map.of(List.of("s0"), 5, List.of("s1"), 3, List.of("s2"), 2));
  }

  @Test
  void a_rare_stratum_gets_a_seat_where_its_share_would_give_none() {
    assertThat(PilotSampler.seats(devices(9_990, 9, 1), 20, 0.005, 1))
        .isEqualTo(Map.of(List.of("s0"), 18, List.of("s1"), 1, List.of("s2"), 1));
  }

  @Test
  void another_seed_gives_equal_remainders_to_other_strata() {
    Set<Map<List<String>, Integer>> seats = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      seats.add(PilotSampler.seats(devices(10, 10, 10), 10, 0.005, seed));
    }
    assertThat(seats).hasSize(3);
  }

  @Test
  void a_negative_size_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PilotSampler.seats(Map.of(), -1, 0.005, 0));
  }

  @Property
  void seats_are_exact_representative_and_the_same_in_any_order(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 60) Integer> strata,
      @ForAll @IntRange(max = 400) int size,
      @ForAll long seed) {
    Map<List<String>, Integer> devices =
        devices(strata.stream().mapToInt(Integer::intValue).toArray());
    int population = sum(devices.values());

    Map<List<String>, Integer> seats = PilotSampler.seats(devices, size, 0.005, seed);

    assertThat(sum(seats.values())).isEqualTo(Math.min(size, population));
    assertThat(seats).allSatisfy((s, n) -> assertThat(n).isBetween(0, devices.get(s)));
    if (size >= strata.size()) {
      assertThat(seats).allSatisfy((s, n) -> assertThat(n).isPositive());
    }
    assertProportional(devices, size, population, seats);
    Map<List<String>, Integer> reversed =
        new TreeMap<>(Collections.reverseOrder(PilotSampler.BY_TEXT));
    reversed.putAll(devices);
    assertThat(PilotSampler.seats(reversed, size, 0.005, seed)).isEqualTo(seats);
  }

  /** Quota rule: where every stratum has a whole seat by right, none is off by one or more. */
  private static void assertProportional(
      Map<List<String>, Integer> devices,
      int size,
      int population,
      Map<List<String>, Integer> seats) {
    if (size >= population
        || devices.values().stream().anyMatch(n -> (long) n * size < population)) {
      return;
    }
    devices.forEach(
        (stratum, n) -> {
          double quota = (double) n * size / population;
          assertThat(seats.get(stratum).doubleValue())
              .isBetween(Math.floor(quota), Math.ceil(quota));
        });
  }

  private static Map<List<String>, Integer> devices(int... strata) {
    Map<List<String>, Integer> devices = new HashMap<>();
    for (int i = 0; i < strata.length; i++) {
      devices.put(List.of("s" + i), strata[i]);
    }
    return devices;
  }

  private static int sum(Collection<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).sum();
  }
}
