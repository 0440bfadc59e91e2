package dev.handover.plan;

/** What happens when a wave is not passed. */
public enum OnVerdict {
  /** Its devices go back at once. */
  ROLLBACK("rollback"),
  /** A person decides. */
  ASK("ask");

  private final String key;

  OnVerdict(String key) {
    this.key = key;
  }

  /** As plans write it. */
  public String key() {
    return key;
  }
}
