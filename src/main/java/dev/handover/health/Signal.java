package dev.handover.health;

import dev.handover.workload.Workload;
import java.util.Set;

/**
 * One thing that can be wrong with a device, as its tenant measures it.
 *
 * @param name as in plans, in the database and in the tenant's readings
 * @param title for people: what an unhealthy device is said to be
 * @param unit of the value
 * @param threshold a device is unhealthy from this value on, in the unit
 * @param workloads those that the signal tells of
 * @param expected a usual share of unhealthy devices, offered to whoever writes a plan
 * @param limit a share of unhealthy devices that nobody would want, likewise
 */
public record Signal(
    String name,
    String title,
    Unit unit,
    double threshold,
    Set<Workload> workloads,
    double expected,
    double limit) {

  /** What a value means; each knows which values can be true. */
  public enum Unit {
    /** 1 for yes, 0 for no, nothing else. */
    YES_NO,
    /** Whole, from 0. */
    COUNT,
    /** Hours since the last time, from 0. */
    HOURS;

    boolean possible(double value) {
      return switch (this) {
        case YES_NO -> value == 0 || value == 1;
        case COUNT -> value >= 0 && value == Math.rint(value) && !Double.isInfinite(value);
        case HOURS -> value >= 0 && !Double.isInfinite(value);
      };
    }
  }

  public Signal {
    workloads = Set.copyOf(workloads);
    if (!(threshold > 0)) {
      throw new IllegalArgumentException(
          "a threshold is above 0, so that 0 is healthy; not " + threshold);
    }
    if (!(0 < expected && expected < limit && limit < 1)) {
      throw new IllegalArgumentException("0 < expected < limit < 1 does not hold for " + name);
    }
  }

  /** Whether a value can be true; NaN, infinite and negative ones cannot. */
  public boolean possible(double value) {
    return unit.possible(value);
  }

  /** Whether a possible value says that the device is unhealthy; the threshold itself does. */
  public boolean unhealthy(double value) {
    return value >= threshold;
  }
}
