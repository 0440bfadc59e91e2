package dev.handover.health;

import java.util.Collection;
import java.util.Comparator;

/** What the gate says of a wave, the mildest first: of several verdicts the last one stands. */
public enum Verdict {
  /** The only one that moves a rollout forward. */
  PASS,
  /** The evidence lies between the bounds: neither good enough nor bad enough. */
  HOLD_INCONCLUSIVE,
  /** Too few devices, too few reports, or too little time. */
  HOLD_INSUFFICIENT,
  /** Too many reports are too old to count. */
  HOLD_STALE,
  /** A source cannot be read, or contradicts itself. */
  HOLD_SOURCE_ERROR,
  /** More unhealthy devices than chance explains. */
  FAIL;

  public boolean holds() {
    return this != PASS && this != FAIL;
  }

  /** The worst of several; nothing at all is not enough evidence, and never a pass. */
  static Verdict worst(Collection<Verdict> verdicts) {
    return verdicts.stream().max(Comparator.naturalOrder()).orElse(HOLD_INSUFFICIENT);
  }
}
