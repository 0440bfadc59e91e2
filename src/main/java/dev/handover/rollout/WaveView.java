package dev.handover.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A wave as people and programs read it. Wave 0 is the pilot.
 *
 * @param size devices in it, excluded ones included
 * @param excluded those that may not be moved
 * @param quarantined those whose part of the rollout has failed
 * @param judged devices with evidence on every metric of the gate: the smallest count of them
 * @param unhealthy unhealthy devices on the worst metric
 * @param silent devices past their deadline without evidence, on the worst metric
 * @param soak the shortest time from start to a pass
 * @param reasons the gate's sentences, worst first; empty before the first verdict
 * @param deadlineAt when missing evidence stops being waited for
 * @param guard what the guard has found since it passed; null before its first look
 * @param passedAt when it passed, though it may have regressed or gone back since; null for a wave
 *     that has not
 */
public record WaveView(
    int no,
    Kind kind,
    WaveState state,
    int size,
    int joined,
    int ordered,
    int moved,
    int confirmed,
    int returned,
    int excluded,
    int quarantined,
    Integer judged,
    Integer unhealthy,
    Integer silent,
    String verdict,
    List<String> reasons,
    Duration soak,
    Instant startedAt,
    Instant deadlineAt,
    Instant judgedAt,
    Instant passedAt,
    Instant endedAt,
    String evidenceHash,
    Guard guard) {

  /**
   * A passed wave stays watched, until production is.
   *
   * @param watching whether it is watched now
   * @param verdict {@code FAIL} if it has regressed; a hold is shown and has no consequence
   * @param reasons in sentences
   * @param judgedAt when something about it last changed
   * @param regressedAt when the guard last failed it, whatever was decided then; null if never
   * @param regressedWhy the reasons at that time
   * @param evidenceHash of the evidence last judged, to which a decision on a regression binds
   */
  public record Guard(
      boolean watching,
      String verdict,
      List<String> reasons,
      Instant judgedAt,
      Instant regressedAt,
      String regressedWhy,
      String evidenceHash) {

    public Guard {
      reasons = List.copyOf(reasons);
    }
  }

  /** What part of a rollout a wave is. */
  public enum Kind {
    PILOT,
    WAVE,
    /** Judged on the devices of all waves, after the slider has been moved to Intune. */
    PRODUCTION
  }

  public WaveView {
    reasons = List.copyOf(reasons);
  }
}
