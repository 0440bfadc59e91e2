package dev.handover.audit;

/**
 * What became of a check of the whole journal.
 *
 * <p>Whoever can write to every table can also write a new chain. Keep {@code entries} and {@code
 * head} elsewhere from time to time: a journal that no longer holds that hash at that place was
 * rewritten.
 *
 * @param intact whether every entry stands as it was written, in its place, up to the head
 * @param entries how many entries there must be, by the head
 * @param head the hash of the newest entry, by the head; empty for an empty journal
 * @param firstBroken the first place where something is altered, missing, moved or added; null when
 *     intact, 0 when the head row itself is lost
 */
public record Verification(boolean intact, long entries, String head, Long firstBroken) {}
