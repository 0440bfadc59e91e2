package dev.handover.estate;

/** How a device is known to Entra. Registered-only devices cannot be co-managed. */
public enum JoinState {
  ENTRA_JOINED,
  HYBRID_JOINED,
  REGISTERED,
  NONE
}
