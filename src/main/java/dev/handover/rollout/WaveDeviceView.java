package dev.handover.rollout;

import java.time.Instant;
import java.util.List;

/**
 * A device of a wave.
 *
 * @param excluded why it is not moved; null where it is
 * @param order the newest order for it; null before any
 * @param health its newest readings of the metrics of this rollout's gate
 */
public record WaveDeviceView(
    long deviceId,
    String name,
    String site,
    String model,
    String osBuild,
    State state,
    String excluded,
    Order order,
    List<Reading> health) {

  /** How far a device of a wave has come. */
  public enum State {
    EXCLUDED,
    /** Its part of the rollout has failed; its order says how far it has come back. */
    QUARANTINED,
    /** Not ordered yet, or not yet confirmed by both systems. */
    PENDING,
    /** At Intune, and both systems say so. */
    CONFIRMED,
    /** Ordered back, not yet confirmed. */
    RETURNING,
    /** Back at Configuration Manager, and both systems say so. */
    RETURNED,
    /** The order could not be carried out. */
    FAILED
  }

  /**
   * @param direction {@code TO_INTUNE}, or the way back
   */
  public record Order(
      String direction,
      String state,
      int attempts,
      Instant orderedAt,
      Instant deliveredAt,
      Instant confirmedAt,
      String failure) {}

  public record Reading(String metric, boolean unhealthy, Instant observedAt) {}

  public WaveDeviceView {
    health = List.copyOf(health);
  }

  WaveDeviceView withHealth(List<Reading> readings) {
    return new WaveDeviceView(
        deviceId, name, site, model, osBuild, state, excluded, order, readings);
  }
}
