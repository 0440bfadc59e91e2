package dev.handover.rollout;

import dev.handover.health.Judgement;
import dev.handover.health.Verdict;
import java.time.Instant;
import java.util.List;

/**
 * What another policy would have made of a rollout, on what was known at the time.
 *
 * @param differs whether any wave would have come out otherwise
 * @param waves those that have started, in order
 */
public record ReplayReport(String rolloutId, boolean differs, List<Wave> waves) {

  /**
   * @param title {@code Pilot}, {@code Wave 1 of 2}, {@code Watch over production}
   * @param state as it is
   * @param verdict as last judged by the rollout's own policy
   * @param lookedUntil the last moment at which something was known of the wave
   * @param replayed what the other policy says of it
   * @param reached whether all waves before it would have passed as well; where not, this one would
   *     not have been begun
   * @param sentence what would have happened
   */
  public record Wave(
      int no,
      String title,
      WaveState state,
      Instant startedAt,
      Verdict verdict,
      Instant lookedUntil,
      Replayed replayed,
      boolean reached,
      String sentence) {

    boolean differs() {
      return !replayed.decided() || replayed.verdict() != verdict;
    }
  }

  /**
   * @param decided whether it would have decided; where not, the rest says what it had come to
   * @param at when
   */
  public record Replayed(
      Verdict verdict, boolean decided, Instant at, List<Judgement.Reason> reasons) {}
}
