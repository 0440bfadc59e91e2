package dev.handover.rollout;

/** Something a person asked for cannot be done, with a sentence that says why. */
public class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Kind {
    /** This person may not. */
    FORBIDDEN,
    /** Not now: the state, or the evidence, is another. */
    CONFLICT,
    /** What was asked makes no sense. */
    INVALID,
    /** There is no such thing. */
    UNKNOWN
  }

  private final Kind kind;

  private Refused(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  public static Refused forbidden(String sentence) {
    return new Refused(Kind.FORBIDDEN, sentence);
  }

  public static Refused conflict(String sentence) {
    return new Refused(Kind.CONFLICT, sentence);
  }

  public static Refused invalid(String sentence) {
    return new Refused(Kind.INVALID, sentence);
  }

  public static Refused unknown(String sentence) {
    return new Refused(Kind.UNKNOWN, sentence);
  }

  public Kind kind() {
    return kind;
  }
}
