package dev.handover.notify;

import java.time.Instant;

/**
 * What somebody is told.
 *
 * @param id the same at every attempt, so that a receiver knows what it has had already
 * @param occasion null in a test
 * @param action the journal's word for it, such as {@code wave-passed}
 * @param at when it happened, in the estate's time
 * @param actor who did it
 * @param rolloutId null where it is of no rollout
 * @param rolloutTitle likewise
 * @param about what it happened to, as a title; null where that is nothing with a name
 * @param sentence what happened
 * @param link where more is to be seen
 */
record Notice(
    String id,
    Occasion occasion,
    String action,
    Instant at,
    String actor,
    String rolloutId,
    String rolloutTitle,
    String about,
    String sentence,
    String link) {

  /** One line. */
  String title() {
    String what = action.substring(0, 1).toUpperCase() + action.substring(1).replace('-', ' ');
    return about == null ? what : what + ": " + about.replaceAll("\\s+", " ");
  }

  /** For programs: the occasion's name, or that it is a test. */
  String kind() {
    return occasion == null ? "test" : occasion.slug();
  }
}
