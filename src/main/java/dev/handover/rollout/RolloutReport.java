package dev.handover.rollout;

import java.time.Instant;
import java.util.List;

/**
 * What became of a rollout, in one piece: for whoever asks afterwards, or hands it in.
 *
 * @param inForce where policy may ask for more than the plan: what holds, in sentences
 * @param timeline what happened, the first first
 * @param exceptions devices with which it went otherwise than planned
 * @param residue what stays behind of what was put back, or would if it were
 */
public record RolloutReport(
    Instant writtenAt,
    RolloutView rollout,
    String inForce,
    Prevented prevented,
    List<Event> timeline,
    List<WaveView> waves,
    List<WaveEvidence> evidence,
    List<DecisionView> decisions,
    List<QuarantineView> quarantines,
    List<Deviation> exceptions,
    ResidueReport residue) {

  /** How many of the devices of a deviation are named. */
  public static final int NAMED = 20;

  public RolloutReport {
    timeline = List.copyOf(timeline);
    waves = List.copyOf(waves);
    evidence = List.copyOf(evidence);
    decisions = List.copyOf(decisions);
    quarantines = List.copyOf(quarantines);
    exceptions = List.copyOf(exceptions);
  }

  /**
   * What the gate kept from happening.
   *
   * @param stops how often it failed, held or withdrew a wave, or put a part in quarantine
   * @param devices of the population that were never moved after it did; 0 where it never did
   */
  public record Prevented(long stops, long devices) {}

  /**
   * @param who the user, or {@code handover} itself
   */
  public record Event(Instant at, String who, String what) {}

  /**
   * @param code stable: a finding, or how far the devices have come
   * @param sentence "were never confirmed by both systems"
   * @param named the first of them by name, at most {@link #NAMED}
   */
  public record Deviation(String code, String sentence, long devices, List<String> named) {

    public Deviation {
      named = List.copyOf(named);
    }
  }
}
