package dev.handover.health;

import dev.handover.health.Standings.Counted;
import java.util.List;

/**
 * One wave as it was counted at one moment.
 *
 * @param whole what is known of all its devices; of their parts it says nothing yet
 * @param inParts whether its parts were counted too
 * @param counted what was counted, metric by metric
 */
public record Measured(Evidence whole, boolean inParts, List<Counted> counted) {

  public Measured {
    counted = List.copyOf(counted);
  }
}
