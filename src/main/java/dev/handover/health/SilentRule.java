package dev.handover.health;

/** What a device means that has not reported by the deadline. */
public enum SilentRule {
  /** It counts as unhealthy. */
  UNHEALTHY,
  /** It counts as nothing and holds the wave until a person decides. */
  HOLD
}
