package dev.handover.health;

import dev.handover.health.Strata.Stratum;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * One wave of a made-up rollout, hour by hour: who has switched, who has reported what, and a
 * control group of the same size that stays behind. The same seed makes the same wave.
 *
 * <p>Its devices are of five models, on three builds, at three sites, independently of each other.
 *
 * <p>A device reports every eight hours, one in ten every day and a half; one in twenty-five
 * switches up to four days late. Bad is what the gate calls unhealthy: a device that says so, or
 * one that never says anything again.
 */
final class SimulatedWave {

  /** The soak of three days, and the deadline at three times that, as by default. */
  static final int SOAK = 72;

  static final int HOURS = 216;

  /** A reading counts for two days, as by default. */
  private static final int MAX_AGE = 48;

  private static final List<Stratum> MODELS = strata("model", 5);
  private static final List<Stratum> BUILDS = strata("osBuild", 3);
  private static final List<Stratum> SITES = strata("site", 3);

  /** Of the models after the first, whose share is a matter of {@link Truth}. */
  private static final double[] OF_OTHER_MODELS = {.4, .3, .2, .1};

  private static final double[] OF_BUILDS = {.3, .5, .2};
  private static final double[] OF_SITES = {.6, .3, .1};

  /** In which part of a wave a change is worse than elsewhere. */
  enum Where {
    NOWHERE,
    FIRST_MODEL,
    FIRST_MODEL_ON_FIRST_BUILD
  }

  /**
   * What is true of the devices.
   *
   * @param p the share that is bad at any time, once its trouble has begun
   * @param where {@code partP} of the devices are bad instead
   * @param firstModel the share of devices of the first model
   * @param silent of the bad devices, the share that never report
   * @param flapping the share of devices that are good or bad anew with every report
   * @param late whether some devices switch and report late
   * @param onset hours in which the trouble of a bad device begins
   */
  record Truth(
      double p,
      Where where,
      double firstModel,
      double partP,
      double silent,
      double flapping,
      boolean late,
      int onset) {

    static Truth plain(double p) {
      return new Truth(p, Where.NOWHERE, .1, p, 0, 0, false, 0);
    }

    Truth withLateAndSilent() {
      return new Truth(p, where, firstModel, partP, .2, flapping, true, onset);
    }

    Truth withFlapping() {
      return new Truth(p, where, firstModel, partP, silent, .2, late, onset);
    }

    Truth withOnset(int hours) {
      return new Truth(p, where, firstModel, partP, silent, flapping, late, hours);
    }

    Truth withBadPart(Where part, double shareOfModel, double badOfPart) {
      return new Truth(p, part, shareOfModel, badOfPart, silent, flapping, late, onset);
    }

    /** Over all devices. */
    double overall() {
      double part =
          switch (where) {
            case NOWHERE -> 0;
            case FIRST_MODEL -> firstModel;
            case FIRST_MODEL_ON_FIRST_BUILD -> firstModel * OF_BUILDS[0];
          };
      return (1 - part) * p + part * partP;
    }

    /** Those whose quarantine takes the devices out that are worse off than the others. */
    Set<Stratum> badStrata() {
      return switch (where) {
        case NOWHERE -> Set.of();
        case FIRST_MODEL -> Set.of(MODELS.get(0));
        case FIRST_MODEL_ON_FIRST_BUILD -> Set.of(MODELS.get(0), BUILDS.get(0));
      };
    }
  }

  /** All devices of one model, build and site, counted hour by hour. */
  static final class Cell {
    final List<Stratum> strata;
    final int[] switched = new int[HOURS + 2];
    final int[] healthy = new int[HOURS + 2];
    final int[] unhealthy = new int[HOURS + 2];
    final int[] stale = new int[HOURS + 2];
    int size;

    private Cell(Stratum... strata) {
      this.strata = List.of(strata);
    }
  }

  final List<Cell> cells = new ArrayList<>();
  final int size;

  /** Devices that are healthy, over all cells. */
  final int[] healthy = new int[HOURS + 2];

  /** Devices that have switched and for which the change is a bad one, if it is. */
  final int[] exposed = new int[HOURS + 2];

  /** Devices whose first report was good, or bad: an action that ends once and stays so. */
  final int[] finished = new int[HOURS + 2];

  final int[] errors = new int[HOURS + 2];

  /** Reports within the hour, and the bad ones of them; of the wave and of its control. */
  final int[] reports = new int[HOURS + 2];

  final int[] badReports = new int[HOURS + 2];
  final int[] controlReports = new int[HOURS + 2];
  final int[] controlBadReports = new int[HOURS + 2];

  SimulatedWave(int size, Truth truth, double normal, long seed) {
    this.size = size;
    MODELS.forEach(m -> BUILDS.forEach(b -> SITES.forEach(s -> cells.add(new Cell(m, b, s)))));
    SplittableRandom random = new SplittableRandom(seed);
    for (int device = 0; device < size; device++) {
      moved(truth, random);
      stayed(normal, truth.late(), random);
    }
    for (Cell cell : cells) {
      if (cell.size > 0) {
        sumUp(cell.switched, cell.healthy, cell.unhealthy, cell.stale);
        add(cell.healthy, healthy);
        if (isOfPart(cell, truth)) {
          add(cell.switched, exposed);
        }
      }
    }
    sumUp(finished, errors);
  }

  private Cell draw(Truth truth, SplittableRandom random) {
    int model = random.nextDouble() < truth.firstModel() ? 0 : 1 + choose(OF_OTHER_MODELS, random);
    int build = choose(OF_BUILDS, random);
    return cells.get((model * BUILDS.size() + build) * SITES.size() + choose(OF_SITES, random));
  }

  private static int choose(double[] shares, SplittableRandom random) {
    double at = random.nextDouble();
    int i = 0;
    while (i < shares.length - 1 && at >= shares[i]) {
      at -= shares[i++];
    }
    return i;
  }

  /** Where no part is worse than the others, that is everywhere. */
  private static boolean isOfPart(Cell cell, Truth truth) {
    return cell.strata.containsAll(truth.badStrata());
  }

  private void moved(Truth truth, SplittableRandom random) {
    Cell cell = draw(truth, random);
    cell.size++;
    double p = isOfPart(cell, truth) ? truth.partP() : truth.p();
    boolean bad = random.nextDouble() < p;
    boolean silent = bad && random.nextDouble() < truth.silent();
    boolean flaps = random.nextDouble() < truth.flapping();
    // A silent device no longer flaps, so that at any time p of all are bad.
    double speaking = p * (1 - truth.silent()) / (1 - p * truth.silent());
    boolean slow = truth.late() && random.nextInt(25) == 0;
    double at = random.nextDouble() * (slow ? 96 : 24);
    cell.switched[hour(at)]++;
    if (silent) {
      return;
    }
    double begins = at + random.nextDouble() * truth.onset();
    double every = truth.late() && random.nextInt(10) == 0 ? 36 : 8;
    boolean first = true;
    at += random.nextDouble() * every;
    while (at < HOURS) {
      double next = at + every * (.75 + random.nextDouble() / 2);
      boolean now = at >= begins && (flaps ? random.nextDouble() < speaking : bad);
      int hour = hour(at);
      int replaced = hour(next);
      int tooOld = Math.min(replaced, hour + MAX_AGE + 1);
      reports[hour]++;
      badReports[hour] += now ? 1 : 0;
      span(now ? cell.unhealthy : cell.healthy, hour, tooOld);
      span(cell.stale, tooOld, replaced);
      if (first) {
        (now ? errors : finished)[hour]++;
        first = false;
      }
      at = next;
    }
  }

  private void stayed(double normal, boolean late, SplittableRandom random) {
    boolean bad = random.nextDouble() < normal;
    double every = late && random.nextInt(10) == 0 ? 36 : 8;
    for (double at = random.nextDouble() * every;
        at < HOURS;
        at += every * (.75 + random.nextDouble() / 2)) {
      controlReports[hour(at)]++;
      controlBadReports[hour(at)] += bad ? 1 : 0;
    }
  }

  /** The first look that sees it; one beyond the last for what none does. */
  private static int hour(double at) {
    return Math.min(HOURS + 1, (int) Math.ceil(at));
  }

  /** One more from an hour on, one fewer from another; summed up in the end. */
  private static void span(int[] counts, int from, int to) {
    counts[from]++;
    counts[to]--;
  }

  private static void sumUp(int[]... all) {
    for (int[] counts : all) {
      for (int hour = 1; hour <= HOURS + 1; hour++) {
        counts[hour] += counts[hour - 1];
      }
    }
  }

  private static void add(int[] counts, int[] sum) {
    for (int hour = 0; hour <= HOURS + 1; hour++) {
      sum[hour] += counts[hour];
    }
  }

  private static List<Stratum> strata(String dimension, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> new Stratum(dimension, "" + i)).toList();
  }
}
