package dev.handover.security;

/** Settings under which Handover must not run. */
public class UnsafeStart extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String remedy;

  /**
   * @param reason what is unsafe, a sentence
   * @param remedy what to do, a sentence
   */
  UnsafeStart(String reason, String remedy) {
    super(reason);
    this.remedy = remedy;
  }

  String remedy() {
    return remedy;
  }
}
