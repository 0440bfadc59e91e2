package dev.handover.plan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How many devices each wave of a plan moves. */
public final class Waves {

  private Waves() {}

  /**
   * The sizes of all waves, the pilot first; together they are the population. After wave k the
   * share of the population that has moved is the k-th share, rounded half up to whole devices.
   *
   * @param population devices altogether, pilot included
   * @param pilotSize devices in the pilot
   * @param shares cumulative shares as in {@link Plan#waves()}
   * @throws InvalidPlan if a wave would be empty: an empty wave proves nothing
   */
  public static List<Integer> sizes(int population, int pilotSize, List<Double> shares) {
    if (population < 1) {
      throw new InvalidPlan("population", "No device is in the population.");
    }
    if (pilotSize > population) {
      throw new InvalidPlan(
          "pilot.size",
          String.format(
              Locale.ROOT,
              "The pilot wants %,d devices, but the population has only %,d.",
              pilotSize,
              population));
    }
    List<Problem> problems = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    sizes.add(pilotSize);
    int moved = pilotSize;
    for (int k = 0; k < shares.size(); k++) {
      int reached = devices(shares.get(k), population);
      if (reached <= moved) {
        problems.add(
            new Problem(
                "waves[%d]".formatted(k),
                String.format(
                    Locale.ROOT,
                    "This wave would be empty: it reaches %,d of %,d in the population, and what moves before it reaches %,d.",
                    reached,
                    population,
                    moved)));
      }
      sizes.add(reached - moved);
      moved = Math.max(moved, reached);
    }
    if (!problems.isEmpty()) {
      throw new InvalidPlan(problems);
    }
    return List.copyOf(sizes);
  }

  /**
   * How many devices a share of a population is.
   *
   * @param share of the population, above 0 to 1
   */
  // In decimals, because 0.145 × 100 is less than 14.5 in binary and would round down.
  public static int devices(double share, int population) {
    return BigDecimal.valueOf(share)
        .multiply(BigDecimal.valueOf(population))
        .setScale(0, RoundingMode.HALF_UP)
        .intValueExact();
  }
}
