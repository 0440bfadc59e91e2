package dev.handover.rollout;

import java.security.SecureRandom;

/** Ids that are short enough to be read out on the phone, without letters that look alike. */
public final class ReadableId {

  private static final char[] LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ".toCharArray();
  private static final SecureRandom RANDOM = new SecureRandom();

  private ReadableId() {}

  /**
   * @param kind one letter that says what it is of: {@code R-7K2M9Q} is a rollout's
   */
  public static String next(String kind) {
    StringBuilder id = new StringBuilder(kind).append('-');
    for (int i = 0; i < 6; i++) {
      id.append(LETTERS[RANDOM.nextInt(LETTERS.length)]);
    }
    return id.toString();
  }
}
