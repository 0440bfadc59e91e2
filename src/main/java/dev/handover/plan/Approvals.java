package dev.handover.plan;

/**
 * How many people have to approve, at least; policy may ask for more. Each 0 … 10.
 *
 * @param start before the pilot
 * @param expansion after the pilot
 * @param wave before each further wave
 */
public record Approvals(int start, int expansion, int wave) {

  /** What holds where a plan says nothing: nobody expands a pilot alone. */
  public static final Approvals DEFAULT = new Approvals(0, 1, 0);
}
