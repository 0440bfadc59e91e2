package dev.handover.health;

/**
 * The same devices before and after, by whether they were healthy.
 *
 * @param healthy healthy before and after
 * @param fell healthy before, unhealthy after
 * @param recovered unhealthy before, healthy after
 * @param unhealthy unhealthy before and after
 */
public record BeforeAfter(int healthy, int fell, int recovered, int unhealthy) {

  public BeforeAfter {
    if (healthy < 0 || fell < 0 || recovered < 0 || unhealthy < 0) {
      throw new IllegalArgumentException("a number of devices is not negative");
    }
  }

  public int devices() {
    return healthy + fell + recovered + unhealthy;
  }

  public int unhealthyBefore() {
    return recovered + unhealthy;
  }

  public int unhealthyAfter() {
    return fell + unhealthy;
  }

  /**
   * How much the share of unhealthy devices has risen, −1 … 1.
   *
   * <p>Source: R. G. Newcombe, "Improved confidence intervals for the difference between binomial
   * proportions based on paired data", Statistics in Medicine 17 (1998), 2635–2650, method 10:
   * square-and-add with the correlation of the pairs.
   *
   * @throws IllegalArgumentException if there is no device
   */
  Estimate rise(double confidence) {
    return Estimate.share(unhealthyAfter(), devices(), confidence)
        .minus(Estimate.share(unhealthyBefore(), devices(), confidence), correlation());
  }

  /** Newcombe's φ: 0 where a margin is empty, and with his correction for continuity. */
  private double correlation() {
    double margins =
        (double) unhealthyBefore()
            * (devices() - unhealthyBefore())
            * unhealthyAfter()
            * (devices() - unhealthyAfter());
    if (margins == 0) {
      return 0;
    }
    double numerator = (double) healthy * unhealthy - (double) fell * recovered;
    double corrected = numerator > 0 ? Math.max(0, numerator - devices() / 2.0) : numerator;
    return corrected / Math.sqrt(margins);
  }
}
