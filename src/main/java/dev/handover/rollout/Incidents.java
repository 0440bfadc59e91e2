package dev.handover.rollout;

import java.time.Instant;
import java.util.List;

/**
 * Where processes are stuck, as the engine tells. Here for direction: the one implementation is in
 * the room that knows the engine.
 */
public interface Incidents {

  /**
   * @param most only so many of them
   * @return the newest first
   */
  List<Incident> open(int most);

  /**
   * A step that has failed for good: it is tried again when an administrator says so.
   *
   * @param rolloutId null where it belongs to none, as the watch over all of them
   * @param programmeId likewise
   * @param step for people
   * @param why what was wrong, as the step told it; null where it did not
   * @param since by the engine's clock
   */
  record Incident(String rolloutId, String programmeId, String step, String why, Instant since) {}
}
