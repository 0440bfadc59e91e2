package dev.handover.health;

import java.util.OptionalInt;

/**
 * What a pilot can prove by one metric, before it starts.
 *
 * @param fewest the fewest devices that can pass at all: so many, every one healthy
 * @param expected how many devices the test takes on average while p = p0, by Wald's approximation
 * @param atExpected how it ends where the share of unhealthy devices is p0
 * @param atLimit how it ends where that share is p1
 */
public record PilotPower(int fewest, int expected, Chances atExpected, Chances atLimit) {

  /** A larger pilot is computed as one of this size: it is surer still, and as good as certain. */
  static final int LARGEST = 100_000;

  /** From so far below a chance no few devices lead back above it. */
  private static final double FAR_BELOW = 4;

  /**
   * How a pilot ends whose devices have all reported, looked at after every report; the three add
   * up to 1.
   *
   * @param pass the test is passed by all of them together and has never failed
   * @param stop it has failed at some look
   */
  public record Chances(double pass, double undecided, double stop) {}

  /**
   * @param devices in the pilot, above 0
   */
  public static PilotPower of(SequentialTest test, int devices) {
    if (devices <= 0) {
      throw new IllegalArgumentException("a pilot has devices, not " + devices);
    }
    return new PilotPower(
        test.fewestToPass(),
        expected(test),
        chances(test, test.p0(), devices),
        chances(test, test.p1(), devices));
  }

  /**
   * The smallest pilot that ends undecided with a chance of at most {@code undecided} while p = p0,
   * as each larger one does: a few devices more may do worse, where the test passes with as many
   * unhealthy ones as before. Empty where none of up to 100,000 devices does.
   */
  public static OptionalInt smallest(SequentialTest test, double undecided) {
    Walk walk = new Walk(test, test.p0());
    int enough = test.fewestToPass();
    while (walk.devices() < LARGEST) {
      walk.report();
      double chance = walk.chances().undecided();
      if (chance > undecided) {
        enough = Math.max(enough, walk.devices() + 1);
      } else if (walk.devices() >= enough && chance <= undecided / FAR_BELOW) {
        return OptionalInt.of(enough);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * A. Wald, "Sequential Analysis" (1947), 3.5: the mean of the ratio where the test ends, over its
   * mean step; the excess over the bounds is neglected.
   */
  private static int expected(SequentialTest test) {
    double stop = (1 - test.beta()) / (1 / test.alpha() - test.beta());
    double atEnd = stop * test.failBound() + (1 - stop) * test.passBound();
    double step = test.p0() * test.llr(1, 1) + (1 - test.p0()) * test.llr(0, 1);
    return (int) Math.min(Integer.MAX_VALUE, Math.round(atEnd / step));
  }

  private static Chances chances(SequentialTest test, double p, int devices) {
    Walk walk = new Walk(test, p);
    int last = Math.min(devices, LARGEST);
    while (walk.devices() < last && !walk.settled()) {
      walk.report();
    }
    return walk.chances();
  }

  /** The distribution of the unhealthy among those reported, exactly, device by device. */
  private static final class Walk {

    /** Less than a rounding error in all: such chances are dropped at both ends. */
    private static final double NOTHING = 1e-18;

    private final SequentialTest test;
    private final double p;
    private final double[] chance;
    private int devices;
    private int from;
    private int to;
    private double stop;

    Walk(SequentialTest test, double p) {
      this.test = test;
      this.p = p;
      this.chance = new double[LARGEST + 1];
      this.chance[0] = 1;
    }

    int devices() {
      return devices;
    }

    /** One more device reports; what fails now never comes back. */
    void report() {
      devices++;
      to++;
      for (int f = to; f > from; f--) {
        chance[f] = chance[f] * (1 - p) + chance[f - 1] * p;
      }
      chance[from] *= 1 - p;
      while (to >= from && test.failed(test.llr(to, devices))) {
        stop += chance[to];
        chance[to--] = 0;
      }
      while (from <= to && chance[from] < NOTHING) {
        chance[from++] = 0;
      }
      while (from <= to && chance[to] < NOTHING) {
        chance[to--] = 0;
      }
    }

    /**
     * Whether further reports change nothing worth telling: hardly any course is left, or those
     * left have passed by so much that by Ville's inequality they hardly ever come back.
     */
    boolean settled() {
      if (devices % 64 != 0) {
        return false;
      }
      double open = 0;
      for (int f = from; f <= to; f++) {
        double above = test.llr(f, devices) - test.passBound();
        // At p1 nothing draws a course that has passed back to the bound but its own chance.
        open += chance[f] * (p > test.p0() ? 1 : Math.min(1, Math.exp(above)));
      }
      return open < 1e-12;
    }

    Chances chances() {
      double pass = 0;
      double undecided = 0;
      for (int f = from; f <= to; f++) {
        if (test.passed(test.llr(f, devices))) {
          pass += chance[f];
        } else {
          undecided += chance[f];
        }
      }
      return new Chances(pass, undecided, stop);
    }
  }
}
