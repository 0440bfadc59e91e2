package dev.handover.rollout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The room in flux during one look at all waves that wait for it, in the order in which they asked.
 * What is in flux is counted once and carried on from wave to wave; it is counted anew only where
 * somebody else has cleared a wave meanwhile.
 */
final class FluxRoom {

  private final FluxStore store;
  private final List<PlanCheck.Conflict> ahead = new ArrayList<>();
  private final Map<String, Integer> promised = new HashMap<>();
  private final Map<String, List<PlanCheck.Conflict>> holders = new HashMap<>();
  private Map<String, Integer> fleet;
  private Map<String, Integer> inFlux;

  /** Of which {@link #inFlux} tells; -1 before the first count. */
  private long clearings = -1;

  FluxRoom(FluxStore store) {
    this.store = store;
  }

  /** What is in flux, and what a wave would add, by site. Nobody else clears a wave meanwhile. */
  List<SiteFlux> around(WaveRow wave) {
    long now = store.lock();
    if (now != clearings) {
      fleet = store.fleet();
      inFlux = store.inFlux();
      holders.clear();
      clearings = now;
    }
    return SiteFlux.of(fleet, inFlux, store.devices(wave));
  }

  /**
   * The same once all have moved that were refused in this look. A device that two of them would
   * move counts twice: room is rather kept for nobody than taken from those ahead.
   */
  List<SiteFlux> inTurn(List<SiteFlux> around) {
    return around.stream().map(s -> s.plus(promised.getOrDefault(s.site(), 0))).toList();
  }

  /** Those that were refused in this look, in turn. */
  List<PlanCheck.Conflict> ahead() {
    return ahead;
  }

  /**
   * Rollouts with waves in flux, those with the most devices first.
   *
   * @param site only devices there, empty for those whose site is not known; null for all
   */
  List<PlanCheck.Conflict> holders(String site) {
    return holders.computeIfAbsent(site, store::holders);
  }

  /** The wave is cleared to move. */
  void take(List<SiteFlux> around) {
    around.forEach(s -> inFlux.merge(s.site(), s.added(), Integer::sum));
    holders.clear();
    store.cleared();
    clearings++;
  }

  /** There is no room for the wave now, and those that asked later stay behind it. */
  void promise(PlanCheck.Conflict rollout, List<SiteFlux> around) {
    ahead.add(rollout);
    around.forEach(s -> promised.merge(s.site(), s.added(), Integer::sum));
  }
}
