package dev.handover.health;

import java.util.Objects;

/** A wave of a rollout; 0 is the pilot. */
public record WaveKey(String rolloutId, int no) {

  public WaveKey {
    Objects.requireNonNull(rolloutId, "rolloutId");
  }
}
