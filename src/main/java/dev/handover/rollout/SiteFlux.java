package dev.handover.rollout;

import java.util.List;
import java.util.Map;

/**
 * What a wave would mean for one site.
 *
 * @param site empty for devices whose site is not known
 * @param coManaged devices that the site has
 * @param inFlux of other waves, each device once
 * @param wave devices that the wave moves there
 * @param both devices of the wave that are in flux already
 */
record SiteFlux(String site, int coManaged, int inFlux, int wave, int both) {

  /**
   * The devices of a wave at one site.
   *
   * @param inFlux those that are in flux elsewhere already
   */
  record Devices(int all, int inFlux) {

    static final Devices NONE = new Devices(0, 0);
  }

  /** By site, in the order of their names; one that has no co-managed device has no limit. */
  static List<SiteFlux> of(
      Map<String, Integer> fleet, Map<String, Integer> inFlux, Map<String, Devices> wave) {
    return fleet.keySet().stream()
        .sorted()
        .map(
            site -> {
              Devices own = wave.getOrDefault(site, Devices.NONE);
              return new SiteFlux(
                  site, fleet.get(site), inFlux.getOrDefault(site, 0), own.all(), own.inFlux());
            })
        .toList();
  }

  int added() {
    return wave - both;
  }

  int after() {
    return inFlux + added();
  }

  SiteFlux plus(int others) {
    return new SiteFlux(site, coManaged, inFlux + others, wave, both);
  }
}
