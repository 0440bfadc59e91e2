package dev.handover.health;

/**
 * Wald's sequential probability ratio test of a share of unhealthy devices, with Ville's bounds in
 * place of Wald's: whatever the number of looks, P(fail | p ≤ p0) ≤ α and P(pass | p ≥ p1) ≤ β.
 *
 * <p>Sources: A. Wald, "Sequential Tests of Statistical Hypotheses" (1945); Ville's inequality for
 * the likelihood ratio, a non-negative martingale that starts at 1: P(sup LR ≥ 1/α) ≤ α.
 *
 * @param p0 the normal share of unhealthy devices, 0 &lt; p0 &lt; p1
 * @param p1 the share that is intolerable, p1 &lt; 1
 * @param alpha the chance of a false stop, between 0 and 0.5
 * @param beta the chance of letting p1 or worse through, between 0 and 0.5
 */
public record SequentialTest(double p0, double p1, double alpha, double beta) {

  public SequentialTest {
    if (!(0 < p0 && p0 < p1 && p1 < 1)) {
      throw new IllegalArgumentException(
          "expected and limit are shares with 0 < expected < limit < 1, not %s and %s"
              .formatted(p0, p1));
    }
    if (!(0 < alpha && alpha < .5 && 0 < beta && beta < .5)) {
      throw new IllegalArgumentException(
          "alpha and beta are chances between 0 and 0.5, not %s and %s".formatted(alpha, beta));
    }
  }

  /**
   * The logarithm of the likelihood ratio of p1 to p0.
   *
   * @param unhealthy from 0 to judged
   */
  public double llr(int unhealthy, int judged) {
    if (unhealthy < 0 || unhealthy > judged) {
      throw new IllegalArgumentException(
          "%d of %d devices cannot be unhealthy".formatted(unhealthy, judged));
    }
    return unhealthy * perUnhealthy() + (judged - unhealthy) * perHealthy();
  }

  /** The test fails from here on upwards: ln(1/α). */
  public double failBound() {
    return -Math.log(alpha);
  }

  /** The test is passed from here on downwards: ln β. */
  public double passBound() {
    return Math.log(beta);
  }

  public boolean failed(double llr) {
    return llr >= failBound();
  }

  public boolean passed(double llr) {
    return llr <= passBound();
  }

  /** The fewest devices that can pass at all: so many, every one healthy. */
  public int fewestToPass() {
    return healthyToPass(0);
  }

  /** The fewest devices that can fail: so many, every one unhealthy. */
  public int fewestToFail() {
    return unhealthyToFail(0);
  }

  /** How many more healthy devices in a row would pass it; 0 where it is passed. */
  public int healthyToPass(double llr) {
    return steps(llr - passBound(), -perHealthy());
  }

  /** How many more unhealthy devices in a row would fail it; 0 where it has failed. */
  public int unhealthyToFail(double llr) {
    return steps(failBound() - llr, perUnhealthy());
  }

  /**
   * The p-value that holds at every look: the chance, at most, of a ratio as high as this at any
   * time while p ≤ p0.
   *
   * @param maxLlr the highest {@link #llr} so far
   */
  public static double alwaysValidP(double maxLlr) {
    return Math.min(1, Math.exp(-maxLlr));
  }

  private double perUnhealthy() {
    return Math.log(p1 / p0);
  }

  private double perHealthy() {
    return Math.log1p(-p1) - Math.log1p(-p0);
  }

  private static int steps(double distance, double step) {
    return distance <= 0 ? 0 : (int) Math.ceil(distance / step);
  }
}
