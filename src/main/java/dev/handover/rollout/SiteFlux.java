package dev.handover.rollout;

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

  int after() {
    return inFlux + wave - both;
  }
}
