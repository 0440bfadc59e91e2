package dev.handover.plan;

import java.util.List;

/**
 * The pilot of a rollout.
 *
 * @param size devices in it, 1 … 1,000,000
 * @param stratifyBy the attributes whose combinations it should represent in proportion; empty for
 *     a plain random sample
 * @param coverAbove what makes up at least this share of the devices that may move, a combination
 *     or a value of one attribute alone, or an application that is installed on them, is in the
 *     pilot before anything else is; in (0, 1]
 */
public record Pilot(int size, List<Stratum> stratifyBy, double coverAbove) {

  /** One device in two hundred: rarer things are met in the waves, where they are few. */
  public static final double COVER_ABOVE = 0.005;

  public Pilot {
    stratifyBy = List.copyOf(stratifyBy);
  }
}
