package dev.handover.health;

import java.util.SplittableRandom;

/**
 * One wave of a made-up rollout, hour by hour: who has switched, who has reported what, and a
 * control group of the same size that stays behind. The same seed makes the same wave.
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

  /**
   * What is true of the devices.
   *
   * @param p the share that is bad at any time, once its trouble has begun
   * @param strange the share of devices in the stratum that is different
   * @param strangeP the share of it that is bad
   * @param silent of the bad devices, the share that never report
   * @param flapping the share of devices that are good or bad anew with every report
   * @param late whether some devices switch and report late
   * @param onset hours in which the trouble of a bad device begins
   */
  record Truth(
      double p,
      double strange,
      double strangeP,
      double silent,
      double flapping,
      boolean late,
      int onset) {

    static Truth plain(double p) {
      return new Truth(p, 0, 0, 0, 0, false, 0);
    }

    Truth withLateAndSilent() {
      return new Truth(p, strange, strangeP, .2, flapping, true, onset);
    }

    Truth withFlapping() {
      return new Truth(p, strange, strangeP, silent, .2, late, onset);
    }

    Truth withOnset(int hours) {
      return new Truth(p, strange, strangeP, silent, flapping, late, hours);
    }

    Truth withStratum(double share, double badOfIt) {
      return new Truth(p, share, badOfIt, silent, flapping, late, onset);
    }

    /** Over all devices. */
    double overall() {
      return (1 - strange) * p + strange * strangeP;
    }
  }

  final int size;
  final int[] switched = new int[HOURS + 2];
  final int[] healthy = new int[HOURS + 2];
  final int[] unhealthy = new int[HOURS + 2];
  final int[] stale = new int[HOURS + 2];

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
    SplittableRandom random = new SplittableRandom(seed);
    for (int device = 0; device < size; device++) {
      moved(truth, random);
      stayed(normal, truth.late(), random);
    }
    for (int[] counts : new int[][] {switched, healthy, unhealthy, stale, finished, errors}) {
      for (int hour = 1; hour <= HOURS + 1; hour++) {
        counts[hour] += counts[hour - 1];
      }
    }
  }

  private void moved(Truth truth, SplittableRandom random) {
    double p = random.nextDouble() < truth.strange() ? truth.strangeP() : truth.p();
    boolean bad = random.nextDouble() < p;
    boolean silent = bad && random.nextDouble() < truth.silent();
    boolean flaps = random.nextDouble() < truth.flapping();
    // A silent device no longer flaps, so that at any time p of all are bad.
    double speaking = p * (1 - truth.silent()) / (1 - p * truth.silent());
    boolean slow = truth.late() && random.nextInt(25) == 0;
    double at = random.nextDouble() * (slow ? 96 : 24);
    switched[hour(at)]++;
    if (silent) {
      return;
    }
    double begins = at + random.nextDouble() * truth.onset();
    double every = truth.late() && random.nextInt(10) == 0 ? 36 : 8;
    boolean first = true;
    at += random.nextDouble() * every;
    while (at < HOURS) {
      double next = at + every * (.75 + random.nextDouble() / 2);
      boolean now = flaps ? random.nextDouble() < speaking : bad && at >= begins;
      int hour = hour(at);
      int replaced = hour(next);
      int tooOld = Math.min(replaced, hour + MAX_AGE + 1);
      reports[hour]++;
      badReports[hour] += now ? 1 : 0;
      span(now ? unhealthy : healthy, hour, tooOld);
      span(stale, tooOld, replaced);
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
}
