package dev.handover.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Chooses devices at random, but the same ones for the same seed, whatever order they come in.
 *
 * <p>A pilot is stratified: each combination of attributes gets its share of it by the method of
 * largest remainders (Hamilton), and at least one device while the size allows.
 */
public final class PilotSampler {

  private PilotSampler() {}

  /**
   * A device that may be chosen.
   *
   * @param stratum the values that it is stratified by; null for an unknown one
   */
  public record Candidate(long deviceId, List<String> stratum) {

    public Candidate {
      stratum = stratum.stream().map(value -> value == null ? "" : value).toList();
    }
  }

  /**
   * A stratified sample.
   *
   * @return exactly {@code size} devices, or all of them where there are fewer, by ascending id
   * @throws IllegalArgumentException if the size is negative or a device is there twice
   */
  public static List<Long> sample(List<Candidate> candidates, int size, long seed) {
    if (size < 0) {
      throw new IllegalArgumentException("a sample cannot have %d devices".formatted(size));
    }
    List<Candidate> sorted = sorted(candidates);
    if (size >= sorted.size()) {
      return sorted.stream().map(Candidate::deviceId).toList();
    }
    Random random = new Random(seed);
    List<List<Long>> strata = strata(sorted);
    // equal remainders go to strata at random, not to the first of the alphabet
    Collections.shuffle(strata, random);
    int[] seats = seats(strata.stream().mapToInt(List::size).toArray(), size);
    List<Long> sample = new ArrayList<>(size);
    for (int i = 0; i < seats.length; i++) {
      List<Long> devices = strata.get(i);
      Collections.shuffle(devices, random);
      sample.addAll(devices.subList(0, seats[i]));
    }
    Collections.sort(sample);
    return Collections.unmodifiableList(sample);
  }

  /**
   * All devices in a random order, so that waves do not follow ids, which follow age.
   *
   * @throws IllegalArgumentException if a device is there twice
   */
  public static List<Long> order(List<Candidate> candidates, long seed) {
    List<Long> ids = new ArrayList<>();
    sorted(candidates).forEach(candidate -> ids.add(candidate.deviceId()));
    Collections.shuffle(ids, new Random(seed));
    return Collections.unmodifiableList(ids);
  }

  private static List<Candidate> sorted(List<Candidate> candidates) {
    Set<Long> seen = new HashSet<>();
    for (Candidate candidate : candidates) {
      if (!seen.add(candidate.deviceId())) {
        throw new IllegalArgumentException(
            "device %d is a candidate twice".formatted(candidate.deviceId()));
      }
    }
    return candidates.stream().sorted(Comparator.comparingLong(Candidate::deviceId)).toList();
  }

  private static List<List<Long>> strata(List<Candidate> candidates) {
    Map<List<String>, List<Long>> strata =
        new TreeMap<>(Comparator.comparing(values -> String.join("\0", values)));
    for (Candidate candidate : candidates) {
      strata
          .computeIfAbsent(candidate.stratum(), values -> new ArrayList<>())
          .add(candidate.deviceId());
    }
    return new ArrayList<>(strata.values());
  }

  /** How many of the sample each stratum gets; fewer than all candidates are to be chosen. */
  private static int[] seats(int[] sizes, int size) {
    int[] seats = new int[sizes.length];
    boolean[] settled = new boolean[sizes.length];
    int left = size;
    long population = 0;
    for (int devices : sizes) {
      population += devices;
    }
    // Strata too small for a seat of their own get one first. That leaves less for the others, of
    // which more may then be too small.
    boolean again = size >= sizes.length;
    while (again) {
      again = false;
      long seatsNow = left;
      long populationNow = population;
      for (int i = 0; i < sizes.length; i++) {
        if (!settled[i] && seatsNow * sizes[i] < populationNow) {
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
