package dev.handover.plan;

/** How a device counts that has reported nothing by its deadline. Never as healthy. */
public enum SilentRule {
  UNHEALTHY("unhealthy"),
  /** It counts as neither, and the wave is held for lack of coverage. */
  HOLD("hold");

  private final String key;

  SilentRule(String key) {
    this.key = key;
  }

  /** As plans write it. */
  public String key() {
    return key;
  }
}
