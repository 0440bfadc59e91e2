package dev.handover.rollout;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many devices may be in flux at once, over all rollouts: cleared to move to Intune, in a wave
 * that has neither passed nor been rolled back. Settings {@code handover.flux.*}. Rollback is never
 * held by them.
 *
 * @param maxDevices in all; null for no such number, otherwise at least 1
 * @param maxShare of all co-managed devices, greater than 0 and at most 1
 * @param maxSharePerSite of the co-managed devices of each site, greater than 0 and at most 1
 * @param small so many devices may be in flux by the shares in any case, in all and at each site: a
 *     share of a handful means nothing; 0 or more
 */
@ConfigurationProperties("handover.flux")
record FluxSettings(
    Integer maxDevices,
    @DefaultValue("0.75") double maxShare,
    @DefaultValue("0.8") double maxSharePerSite,
    @DefaultValue("50") int small) {

  FluxSettings {
    if (maxDevices != null && maxDevices < 1) {
      throw new IllegalArgumentException(
          "handover.flux.max-devices must be at least 1, not " + maxDevices);
    }
    requireShare("max-share", maxShare);
    requireShare("max-share-per-site", maxSharePerSite);
    if (small < 0) {
      throw new IllegalArgumentException("handover.flux.small must be at least 0, not " + small);
    }
  }

  private static void requireShare(String name, double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "handover.flux.%s must be greater than 0 and at most 1, not %s".formatted(name, share));
    }
  }

  /** The most that may be in flux in all, of so many co-managed devices. */
  int most(int coManaged) {
    int byShare = Math.max(small, (int) (maxShare * coManaged));
    return maxDevices == null ? byShare : Math.min(maxDevices, byShare);
  }

  /** The most that may be in flux at a site of so many co-managed devices. */
  int mostAtSite(int coManaged) {
    return Math.max(small, (int) (maxSharePerSite * coManaged));
  }
}
