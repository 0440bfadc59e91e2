package dev.handover.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Chooses few strata, of which one device each meets everything that is common enough to matter:
 * every combination of attributes, and every value of one attribute alone, so that a model that is
 * spread over many rare combinations is met, too.
 *
 * <p>Greedy set cover: the stratum that meets most of what is not met yet comes next. The result
 * has at most 1 + ln(n) times the fewest strata that could do, n being what has to be met.
 */
public final class PilotCover {

  private PilotCover() {}

  /**
   * The strata to choose, those that meet most first.
   *
   * @param devices how many devices each stratum has; strata of one map have equally many
   *     attributes
   * @param above the share of all devices from which on something has to be met, in (0, 1]
   */
  public static List<List<String>> cover(Map<List<String>, Integer> devices, double above) {
    return cover(devices, common(devices, above));
  }

  /**
   * The same for what is given to be met; what no stratum has is passed over.
   *
   * @param toMeet traits as {@link #traits} gives them
   */
  public static List<List<String>> cover(
      Map<List<String>, Integer> devices, Set<List<String>> toMeet) {
    Set<List<String>> open = new HashSet<>(toMeet);
    open.retainAll(counts(devices).keySet());
    PriorityQueue<Choice> queue =
        new PriorityQueue<>(
            Comparator.comparingInt(Choice::gain)
                .reversed()
                .thenComparing(Comparator.comparingInt(Choice::devices).reversed())
                .thenComparing(Choice::stratum, PilotSampler.BY_TEXT));
    devices.forEach((stratum, n) -> queue.add(new Choice(stratum, n, gain(stratum, open))));
    List<List<String>> chosen = new ArrayList<>();
    while (!open.isEmpty()) {
      Choice best = queue.remove();
      // What a stratum adds only shrinks: one that still adds what it promised is the best
      int gain = gain(best.stratum(), open);
      if (gain < best.gain()) {
        queue.add(new Choice(best.stratum(), best.devices(), gain));
      } else {
        chosen.add(best.stratum());
        traits(best.stratum()).forEach(open::remove);
      }
    }
    return Collections.unmodifiableList(chosen);
  }

  /** What makes up at least this share of all devices: traits as {@link #traits} gives them. */
  public static Set<List<String>> common(Map<List<String>, Integer> devices, double above) {
    long all = devices.values().stream().mapToLong(Integer::longValue).sum();
    Set<List<String>> common = new HashSet<>();
    counts(devices)
        .forEach(
            (trait, n) -> {
              if (n > 0 && n >= above * all) {
                common.add(trait);
              }
            });
    return common;
  }

  /** How many devices have each trait that occurs. */
  public static Map<List<String>, Integer> counts(Map<List<String>, Integer> devices) {
    Map<List<String>, Integer> counts = new HashMap<>();
    devices.forEach(
        (stratum, n) -> traits(stratum).forEach(trait -> counts.merge(trait, n, Integer::sum)));
    return counts;
  }

  /**
   * What a device of this stratum meets: each of its values alone, with null for the attributes
   * that do not matter, and all of them together.
   */
  public static Set<List<String>> traits(List<String> stratum) {
    Set<List<String>> traits = new HashSet<>();
    traits.add(stratum);
    for (int i = 0; i < stratum.size(); i++) {
      String[] alone = new String[stratum.size()];
      alone[i] = stratum.get(i);
      traits.add(Arrays.asList(alone));
    }
    return traits;
  }

  private static int gain(List<String> stratum, Set<List<String>> open) {
    return (int) traits(stratum).stream().filter(open::contains).count();
  }

  private record Choice(List<String> stratum, int devices, int gain) {}
}
