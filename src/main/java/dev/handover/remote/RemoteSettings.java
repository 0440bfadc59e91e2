package dev.handover.remote;

import dev.handover.authority.AuthoritySettings.Limits;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How remote actions are sent and followed; a bad value stops the start. Durations are in the
 * estate's time.
 *
 * @param writes actions per window, 1 … 200: Graph takes 200 writes on Intune's devices in 20
 *     seconds from all that an app does, and the default leaves it half of them
 * @param window 1 second … 1 hour
 * @param peopleShare the share of the writes that only what people ask for may use, 0 … 0.9
 * @param syncAfterMove whether a device is asked to check in after its move
 * @param syncAfter how long after its move is sent, 0 … 1 day; clients fetch policy every hour by
 *     default, and a device that checks in before knows nothing new
 * @param readEvery how often it is read what has become of an action, 1 minute … 1 day
 * @param outcomeWithin for how long an action is followed, 10 minutes … 90 days
 * @param destructiveOutcomeWithin likewise one that destroys something
 * @param approveWithin how long people have to approve one, 10 minutes … 30 days; then it is
 *     refused
 * @param restartsAtOnce how many restarts may be outstanding at any moment, 1 … 10,000
 */
@ConfigurationProperties("handover.remote")
public record RemoteSettings(
    @DefaultValue("100") int writes,
    @DefaultValue("PT20S") Duration window,
    @DefaultValue("0.2") double peopleShare,
    @DefaultValue("true") boolean syncAfterMove,
    @DefaultValue("PT1H") Duration syncAfter,
    @DefaultValue("PT10M") Duration readEvery,
    @DefaultValue("P1D") Duration outcomeWithin,
    @DefaultValue("P7D") Duration destructiveOutcomeWithin,
    @DefaultValue("P2D") Duration approveWithin,
    @DefaultValue("50") int restartsAtOnce) {

  public RemoteSettings {
    between("writes", writes, 1, 200);
    between("window", window, Duration.ofSeconds(1), Duration.ofHours(1));
    if (!(peopleShare >= 0 && peopleShare <= 0.9)) {
      throw new IllegalArgumentException(
          "handover.remote.people-share must be between 0 and 0.9, not " + peopleShare);
    }
    if (writes * (1 - peopleShare) < 1) {
      throw new IllegalArgumentException(
          "handover.remote.people-share %s of %d writes leaves nothing for syncs after moves"
              .formatted(peopleShare, writes));
    }
    between("sync-after", syncAfter, Duration.ZERO, Duration.ofDays(1));
    between("read-every", readEvery, Duration.ofMinutes(1), Duration.ofDays(1));
    between("outcome-within", outcomeWithin, Duration.ofMinutes(10), Duration.ofDays(90));
    between(
        "destructive-outcome-within",
        destructiveOutcomeWithin,
        Duration.ofMinutes(10),
        Duration.ofDays(90));
    between("approve-within", approveWithin, Duration.ofMinutes(10), Duration.ofDays(30));
    between("restarts-at-once", restartsAtOnce, 1, 10_000);
  }

  private static <T extends Comparable<T>> void between(String name, T value, T least, T most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "handover.remote.%s must be between %s and %s, not %s"
              .formatted(name, least, most, value));
    }
  }

  Limits limits() {
    return new Limits(writes, window, peopleShare);
  }

  Duration outcomeWithin(boolean destructive) {
    return destructive ? destructiveOutcomeWithin : outcomeWithin;
  }
}
