package dev.handover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PilotCoverTest {

  @Test
  void every_common_combination_gets_a_stratum_and_rare_ones_do_not() {
    Map<List<String>, Integer> devices =
        Map.of(
            List.of("A", "LON"), 60,
            List.of("A", "BER"), 30,
            List.of("B", "LON"), 9,
            List.of("B", "BER"), 1);

    assertThat(PilotCover.cover(devices, 0.05))
        .containsExactly(List.of("A", "LON"), List.of("A", "BER"), List.of("B", "LON"));
  }

  @Test
  void a_model_that_is_spread_over_rare_combinations_is_met_too() {
    Map<List<String>, Integer> devices = new HashMap<>();
    devices.put(List.of("A", "LON"), 80);
    for (int site = 0; site < 10; site++) {
      devices.put(List.of("B", "s" + site), 2);
    }

    assertThat(PilotCover.cover(devices, 0.1))
        .containsExactly(List.of("A", "LON"), List.of("B", "s0"));
  }

  @Test
  void nothing_is_chosen_where_there_is_nothing() {
    assertThat(PilotCover.cover(Map.of(), 0.005)).isEmpty();
  }

  @Property(tries = 300)
  void all_that_is_common_is_met_with_few_strata_and_the_same_ones_in_any_order(
      @ForAll("worlds") Map<List<String>, Integer> devices, @ForAll("shares") double above) {
    List<List<String>> cover = PilotCover.cover(devices, above);

    Set<List<String>> common = commonByHand(devices, above);
    assertThat(PilotCover.common(devices, above)).isEqualTo(common);
    assertThat(met(cover)).containsAll(common);
    assertThat(cover).doesNotHaveDuplicates().isSubsetOf(devices.keySet());
    int fewest = fewest(new ArrayList<>(devices.keySet()), common);
    assertThat((double) cover.size())
        .isLessThanOrEqualTo((Math.log(Math.max(1, common.size())) + 1) * fewest);
    Map<List<String>, Integer> otherOrder = new TreeMap<>(PilotSampler.BY_TEXT.reversed());
    otherOrder.putAll(devices);
    assertThat(PilotCover.cover(otherOrder, above)).isEqualTo(cover);
  }

  @Property(tries = 300)
  void a_sample_that_is_large_enough_meets_all_that_is_common(
      @ForAll("worlds") Map<List<String>, Integer> devices,
      @ForAll("shares") double above,
      @ForAll long seed) {
    int fewest = PilotCover.cover(devices, above).size();
    int all = devices.values().stream().mapToInt(Integer::intValue).sum();
    for (int size = fewest; size <= Math.min(all, fewest + 4); size++) {
      Map<List<String>, Integer> seats = PilotSampler.seats(devices, size, above, seed);

      assertThat(seats.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(size);
      seats.forEach((stratum, n) -> assertThat(n).isBetween(0, devices.get(stratum)));
      assertThat(met(seats.keySet().stream().filter(s -> seats.get(s) > 0).toList()))
          .containsAll(commonByHand(devices, above));
    }
  }

  /** Up to twelve strata of two attributes. */
  @Provide
  Arbitrary<Map<List<String>, Integer>> worlds() {
    Arbitrary<List<String>> stratum =
        Arbitraries.of("A", "B", "C", "D")
            .flatMap(model -> Arbitraries.of("", "x", "y", "z").map(site -> List.of(model, site)));
    return Arbitraries.maps(stratum, Arbitraries.integers().between(1, 40))
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<Double> shares() {
    return Arbitraries.of(0.005, 0.05, 0.1, 0.2, 0.5, 1.0);
  }

  private static Set<List<String>> commonByHand(Map<List<String>, Integer> devices, double above) {
    double all = devices.values().stream().mapToInt(Integer::intValue).sum();
    Map<List<String>, Integer> counts = new LinkedHashMap<>();
    devices.forEach((s, n) -> byHand(s).forEach(trait -> counts.merge(trait, n, Integer::sum)));
    Set<List<String>> common = new HashSet<>(counts.keySet());
    common.removeIf(trait -> counts.get(trait) < above * all);
    return common;
  }

  private static Set<List<String>> byHand(List<String> s) {
    return Set.of(s, Arrays.asList(s.get(0), null), Arrays.asList(null, s.get(1)));
  }

  private static Set<List<String>> met(List<List<String>> strata) {
    Set<List<String>> met = new HashSet<>();
    strata.forEach(stratum -> met.addAll(byHand(stratum)));
    return met;
  }

  /** The size of the smallest set of strata that meets all of it, by trying every one. */
  private static int fewest(List<List<String>> strata, Set<List<String>> common) {
    int fewest = strata.size();
    for (int chosen = 0; chosen < 1 << strata.size(); chosen++) {
      if (Integer.bitCount(chosen) < fewest) {
        Set<List<String>> met = new HashSet<>();
        for (int i = 0; i < strata.size(); i++) {
          if ((chosen & 1 << i) != 0) {
            met.addAll(byHand(strata.get(i)));
          }
        }
        if (met.containsAll(common)) {
          fewest = Integer.bitCount(chosen);
        }
      }
    }
    return fewest;
  }
}
