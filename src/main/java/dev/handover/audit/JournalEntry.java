package dev.handover.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * One entry of the journal.
 *
 * @param seq its place, from 1 without gaps
 * @param at when it was written, to the microsecond
 * @param actor who did it
 * @param action what was done, such as {@code wave-ordered}
 * @param subject what it was done to
 * @param rolloutId the rollout it belongs to, null where it belongs to none
 * @param details the rest, for people
 * @param previous the hash of the entry before it, empty for the first
 * @param hash SHA-256 over all of the above, lower-case hex
 */
public record JournalEntry(
    long seq,
    Instant at,
    String actor,
    String action,
    String subject,
    String rolloutId,
    String details,
    String previous,
    String hash) {

  /** The hash that this entry must have. */
  String expectedHash() {
    return hash(previous, seq, at, actor, action, subject, rolloutId, details);
  }

  /**
   * Every field goes in behind its length, so that no text can be moved from one field to the next
   * without changing the hash; null has a length that no text has.
   */
  static String hash(
      String previous,
      long seq,
      Instant at,
      String actor,
      String action,
      String subject,
      String rolloutId,
      String details) {
    MessageDigest digest = sha256();
    text(digest, previous);
    number(digest, seq);
    number(digest, ChronoUnit.MICROS.between(Instant.EPOCH, at));
    text(digest, actor);
    text(digest, action);
    text(digest, subject);
    text(digest, rolloutId);
    text(digest, details);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void text(MessageDigest digest, String value) {
    if (value == null) {
      number(digest, -1);
      return;
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    number(digest, bytes.length);
    digest.update(bytes);
  }

  private static void number(MessageDigest digest, long value) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
