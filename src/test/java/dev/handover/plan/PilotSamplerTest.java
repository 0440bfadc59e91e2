package dev.handover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handover.plan.PilotSampler.Candidate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PilotSamplerTest {

  @Test
  void strata_get_seats_by_largest_remainder() {
    List<Candidate> candidates = candidates(List.of(47, 32, 21));

    assertThat(seats(PilotSampler.sample(candidates, 10, 0.005, 1), candidates))
        .isEqualTo(Map.of("s0", 5L, "s1", 3L, "s2", 2L));
  }

  @Test
  void a_rare_stratum_gets_a_seat_where_its_share_would_give_none() {
    List<Candidate> candidates = candidates(List.of(9_990, 9, 1));

    assertThat(seats(PilotSampler.sample(candidates, 20, 0.005, 1), candidates))
        .isEqualTo(Map.of("s0", 18L, "s1", 1L, "s2", 1L));
  }

  @Test
  void an_unknown_attribute_is_a_stratum_of_its_own() {
    List<Candidate> candidates =
        List.of(
            new Candidate(1, Arrays.asList("A", null)),
            new Candidate(2, Arrays.asList("A", "x")),
            new Candidate(3, Arrays.asList("A", "x")));

    assertThat(PilotSampler.sample(candidates, 2, 0.005, 7)).contains(1L).hasSize(2);
  }

  @Test
  void another_seed_gives_another_sample() {
    List<Candidate> candidates = candidates(List.of(500, 500));

    assertThat(PilotSampler.sample(candidates, 50, 0.005, 1))
        .isNotEqualTo(PilotSampler.sample(candidates, 50, 0.005, 2));
    assertThat(PilotSampler.order(candidates, 1)).isNotEqualTo(PilotSampler.order(candidates, 2));
  }

  @Test
  void a_device_that_is_there_twice_and_a_negative_size_are_refused() {
    List<Candidate> twice = List.of(new Candidate(1, List.of()), new Candidate(1, List.of()));

    assertThatIllegalArgumentException().isThrownBy(() -> PilotSampler.sample(twice, 1, 0.005, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> PilotSampler.order(twice, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PilotSampler.sample(List.of(), -1, 0.005, 0));
  }

  @Property
  void a_sample_is_exact_distinct_representative_and_the_same_in_any_order(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 60) Integer> strata,
      @ForAll @IntRange(max = 400) int size,
      @ForAll long seed) {
    List<Candidate> candidates = candidates(strata);

    List<Long> sample = PilotSampler.sample(candidates, size, 0.005, seed);

    assertThat(sample)
        .doesNotHaveDuplicates()
        .hasSize(Math.min(size, candidates.size()))
        .isSubsetOf(candidates.stream().map(Candidate::deviceId).toList());
    Map<String, Long> seats = seats(sample, candidates);
    if (size >= strata.size()) {
      assertThat(seats).hasSize(strata.size());
    }
    assertProportional(strata, size, candidates.size(), seats);
    List<Candidate> shuffled = new ArrayList<>(candidates);
    Collections.shuffle(shuffled, new Random(seed + 1));
    assertThat(PilotSampler.sample(shuffled, size, 0.005, seed)).isEqualTo(sample);
  }

  /** Quota rule: where every stratum has a whole seat by right, none is off by one or more. */
  private static void assertProportional(
      List<Integer> strata, int size, int population, Map<String, Long> seats) {
    if (size >= population
        || strata.stream().anyMatch(devices -> (long) devices * size < population)) {
      return;
    }
    for (int i = 0; i < strata.size(); i++) {
      double quota = (double) strata.get(i) * size / population;
      assertThat(seats.get("s" + i).doubleValue()).isBetween(Math.floor(quota), Math.ceil(quota));
    }
  }

  @Property
  void an_order_has_every_device_once_and_does_not_depend_on_the_input(
      @ForAll @IntRange(max = 200) int devices, @ForAll long seed) {
    List<Candidate> candidates = candidates(List.of(devices));
    List<Candidate> reversed = new ArrayList<>(candidates);
    Collections.reverse(reversed);

    assertThat(PilotSampler.order(candidates, seed))
        .containsExactlyInAnyOrderElementsOf(candidates.stream().map(Candidate::deviceId).toList())
        .isEqualTo(PilotSampler.order(reversed, seed));
  }

  private static List<Candidate> candidates(List<Integer> strata) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < strata.size(); i++) {
      for (int n = 0; n < strata.get(i); n++) {
        candidates.add(new Candidate(candidates.size() + 1, List.of("s" + i)));
      }
    }
    return candidates;
  }

  private static Map<String, Long> seats(List<Long> sample, List<Candidate> candidates) {
    Map<Long, String> strata =
        candidates.stream().collect(Collectors.toMap(Candidate::deviceId, c -> c.stratum().get(0)));
    return sample.stream()
        .map(strata::get)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }
}
