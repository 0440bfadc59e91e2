package dev.handover.rollout;

/** What a person wrote, where another sentence follows. */
public final class Sentence {

  private Sentence() {}

  /** People end their words as they like: with a full stop where they left it out. */
  public static String of(String words) {
    return words + (words.matches("(?s).*[.!?]") ? "" : ".");
  }
}
