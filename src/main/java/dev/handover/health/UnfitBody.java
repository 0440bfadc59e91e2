package dev.handover.health;

/** A stream of readings that is not read to its end; the message is a sentence. */
public class UnfitBody extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public enum Why {
    TOO_LARGE,
    TOO_SLOW
  }

  private final Why why;

  UnfitBody(Why why, String message) {
    super(message);
    this.why = why;
  }

  public Why why() {
    return why;
  }
}
