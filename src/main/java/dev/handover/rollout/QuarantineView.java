package dev.handover.rollout;

import java.time.Instant;

/**
 * A part of a rollout that has failed where the whole has not.
 *
 * @param dimension {@code model}, {@code osBuild} or {@code site}
 * @param label the model, build or site; empty for devices of which it is not known
 * @param title "Model Latitude 5440"
 * @param wave in which it failed
 * @param why the gate's sentence
 * @param devices that it keeps out of their waves now
 * @param back those of them that both systems report back at Configuration Manager
 * @param releasedAt null while it stands, and so are the two after it
 */
public record QuarantineView(
    long id,
    String dimension,
    String label,
    String title,
    int wave,
    Instant since,
    String why,
    int devices,
    int back,
    Instant releasedAt,
    String releasedBy,
    String releaseReason) {

  /** Whether its devices are kept out, and the slider with them. */
  public boolean standing() {
    return releasedAt == null;
  }
}
