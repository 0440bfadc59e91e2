package dev.handover.health;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** Newcombe's formulae as they are printed, without any of the gate's own code. */
final class NewcombeByHand {

  private NewcombeByHand() {}

  /** The excess, and its interval. */
  static double[] excess(BeforeAfter moved, BeforeAfter control, double confidence) {
    double z = NormalDistribution.of(0, 1).inverseCumulativeProbability((1 + confidence) / 2);
    double[] a = rise(moved, z);
    double[] b = rise(control, z);
    double difference = a[0] - b[0];
    return new double[] {
      difference,
      difference - Math.hypot(a[0] - a[1], b[2] - b[0]),
      difference + Math.hypot(a[2] - a[0], b[0] - b[1])
    };
  }

  private static double[] rise(BeforeAfter g, double z) {
    double n = g.healthy() + g.fell() + g.recovered() + g.unhealthy();
    double[] after = wilson((g.fell() + g.unhealthy()) / n, n, z);
    double[] before = wilson((g.recovered() + g.unhealthy()) / n, n, z);
    double phi = phi(g.unhealthy(), g.fell(), g.recovered(), g.healthy(), n);
    double dl = after[0] - after[1];
    double du = after[2] - after[0];
    double el = before[0] - before[1];
    double eu = before[2] - before[0];
    double rise = after[0] - before[0];
    return new double[] {
      rise,
      rise - Math.sqrt(Math.max(0, dl * dl - 2 * phi * dl * eu + eu * eu)),
      rise + Math.sqrt(Math.max(0, du * du - 2 * phi * du * el + el * el))
    };
  }

  private static double[] wilson(double p, double n, double z) {
    double centre = 2 * n * p + z * z;
    double half = z * Math.sqrt(z * z + 4 * n * p * (1 - p));
    double whole = 2 * (n + z * z);
    return new double[] {p, (centre - half) / whole, (centre + half) / whole};
  }

  private static double phi(double e, double f, double g, double h, double n) {
    double margins = (e + f) * (g + h) * (e + g) * (f + h);
    if (margins == 0) {
      return 0;
    }
    double d = e * h - f * g;
    double c = d > n / 2 ? d - n / 2 : d >= 0 ? 0 : d;
    return c / Math.sqrt(margins);
  }
}
