package dev.handover.health;

/**
 * The test of a change: by how much more the share of unhealthy devices has risen on the moved ones
 * than on a control group in the same time, {@code (moved after − moved before) − (control after −
 * control before)}, against a margin. It is for one look: unlike {@link SequentialTest}, its error
 * rates grow with the number of looks.
 *
 * <p>The two rises are paired, each over the same devices, and independent of each other; their
 * difference is had by {@link Estimate#minus(Estimate)}, as in R. G. Newcombe, "Estimating the
 * difference between differences", Statistics in Medicine 20 (2001), 2885–2893.
 *
 * @param margin the excess that is still borne, between 0 and 1
 * @param confidence of the interval, from 0.5 to below 1
 */
public record ChangeTest(double margin, double confidence) {

  /** So many devices prove any margin worth writing down. */
  private static final int LARGEST = 10_000_000;

  public ChangeTest {
    if (!(0 < margin && margin < 1)) {
      throw new IllegalArgumentException("a margin is a share between 0 and 1, not " + margin);
    }
    if (!(.5 <= confidence && confidence < 1)) {
      throw new IllegalArgumentException("a confidence is from 0.5 to below 1, not " + confidence);
    }
  }

  /**
   * The excess, −2 … 2.
   *
   * @throws IllegalArgumentException if either group has no device
   */
  Estimate excess(BeforeAfter moved, BeforeAfter control) {
    return moved.rise(confidence).minus(control.rise(confidence));
  }

  /** Whether the whole interval lies above the margin. */
  boolean failed(Estimate excess) {
    return excess.lower() > margin;
  }

  /** Whether the whole interval lies below the margin. */
  boolean passed(Estimate excess) {
    return excess.upper() < margin;
  }

  /**
   * The margin that so many devices cannot prove, and any wider one can: every one of them healthy
   * before and after.
   *
   * @param moved devices of the wave, {@code control} of its group, each above 0
   */
  public double narrowest(int moved, int control) {
    return excess(new BeforeAfter(moved, 0, 0, 0), new BeforeAfter(control, 0, 0, 0)).upper();
  }

  /**
   * The fewest devices that can pass at all: so many moved, as many in the control group, every one
   * healthy before and after.
   */
  public int fewestToPass() {
    int fails = 0;
    int passes = LARGEST;
    while (passes - fails > 1) {
      int devices = (fails + passes) >>> 1;
      if (narrowest(devices, devices) < margin) {
        passes = devices;
      } else {
        fails = devices;
      }
    }
    return passes;
  }
}
