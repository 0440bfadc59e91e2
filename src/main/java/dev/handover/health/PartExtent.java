package dev.handover.health;

/**
 * How much of a wave a part is that has failed.
 *
 * @param devices all that the wave looks at, those in quarantine among them
 * @param quarantined those of them that are in quarantine already
 * @param ofPart those of the part that still count
 */
public record PartExtent(int devices, int quarantined, int ofPart) {

  /**
   * One in how many devices of a wave may be in quarantine. Where more than a third is bad it is
   * the change that is bad, not a part of the fleet, and the rest would be too few to speak for a
   * wave of which each approval was given as a whole.
   */
  private static final int MOST_ONE_IN = 3;

  /** Whether the part may be taken out of the wave; otherwise a person must decide. */
  public boolean mayBeQuarantined() {
    return ofPart > 0 && MOST_ONE_IN * (quarantined + ofPart) <= devices;
  }
}
