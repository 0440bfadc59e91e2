package dev.handover.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Shares the seats of a pilot out among strata: each combination of attributes gets its share by
 * the method of largest remainders (Hamilton), and at least one device while the size allows. Where
 * there are more combinations than devices, those that {@link PilotCover} chooses come first.
 */
public final class PilotSampler {

  static final Comparator<List<String>> BY_TEXT =
      Comparator.comparing(values -> String.join("\0", values));

  private PilotSampler() {}

  /**
   * How many of a sample each stratum gets.
   *
   * @param devices how many candidates each stratum has, 1 or more
   * @param coverAbove as in {@link Pilot#coverAbove}
   * @return a number for every stratum, at most its devices; {@code size} together, or all devices
   *     where there are fewer
   * @throws IllegalArgumentException if the size is negative
   */
  public static Map<List<String>, Integer> seats(
      Map<List<String>, Integer> devices, int size, double coverAbove, long seed) {
    return seats(devices, size, PilotCover.common(devices, coverAbove), seed);
  }

  /**
   * The same, for what has to be met.
   *
   * @param toMeet traits as {@link PilotCover#traits} gives them
   */
  public static Map<List<String>, Integer> seats(
      Map<List<String>, Integer> devices, int size, Set<List<String>> toMeet, long seed) {
    if (size < 0) {
      throw new IllegalArgumentException("a sample cannot have %d devices".formatted(size));
    }
    long population = devices.values().stream().mapToLong(Integer::longValue).sum();
    if (size >= population) {
      return Map.copyOf(devices);
    }
    List<List<String>> strata = new ArrayList<>(devices.keySet());
    strata.sort(BY_TEXT);
    // equal remainders go to strata at random, not to the first of the alphabet
    Collections.shuffle(strata, new Random(seed));
    Set<List<String>> sure = new HashSet<>(strata);
    if (size < strata.size()) {
      sure.clear();
      PilotCover.cover(devices, toMeet).stream().limit(size).forEach(sure::add);
    }
    boolean[] isSure = new boolean[strata.size()];
    for (int i = 0; i < isSure.length; i++) {
      isSure[i] = sure.contains(strata.get(i));
    }
    int[] seats = seats(strata.stream().mapToInt(devices::get).toArray(), isSure, size);
    Map<List<String>, Integer> result = new HashMap<>();
    for (int i = 0; i < seats.length; i++) {
      result.put(strata.get(i), seats[i]);
    }
    return result;
  }

  /**
   * How many of the sample each stratum gets; fewer than all candidates are to be chosen, and no
   * more strata are sure of a seat than there are seats.
   */
  private static int[] seats(int[] sizes, boolean[] sure, int size) {
    int[] seats = new int[sizes.length];
    boolean[] settled = new boolean[sizes.length];
    int left = size;
    long population = 0;
    for (int devices : sizes) {
      population += devices;
    }
    // Strata that are sure of a seat and too small for one of their own get it first. That leaves
    // less for the others, of
    // which more may then be too small.
    boolean again = true;
    while (again) {
      again = false;
      long seatsNow = left;
      long populationNow = population;
      for (int i = 0; i < sizes.length; i++) {
        if (sure[i] && !settled[i] && seatsNow * sizes[i] < populationNow) {
          settled[i] = true;
          seats[i] = 1;
          left--;
          population -= sizes[i];
          again = true;
        }
      }
    }
    largestRemainders(sizes, settled, seats, left, population);
    return seats;
  }

  private static void largestRemainders(
      int[] sizes, boolean[] settled, int[] seats, int left, long population) {
    List<Integer> open = new ArrayList<>();
    int given = 0;
    for (int i = 0; i < sizes.length; i++) {
      if (!settled[i]) {
        open.add(i);
        seats[i] = (int) ((long) left * sizes[i] / population);
        given += seats[i];
      }
    }
    open.sort(
        Comparator.comparingLong((Integer i) -> (long) left * sizes[i] % population).reversed());
    for (int i : open.subList(0, left - given)) {
      seats[i]++;
    }
  }
}
