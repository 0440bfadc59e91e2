package dev.handover.plan;

import java.util.List;

/**
 * The pilot of a rollout.
 *
 * @param size devices in it, 1 … 1,000,000
 * @param stratifyBy the attributes whose combinations it should represent in proportion; empty for
 *     a plain random sample
 */
public record Pilot(int size, List<Stratum> stratifyBy) {

  public Pilot {
    stratifyBy = List.copyOf(stratifyBy);
  }
}
