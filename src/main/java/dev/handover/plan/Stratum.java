package dev.handover.plan;

/** An attribute of devices by which a pilot may be stratified. */
public enum Stratum {
  MODEL("model"),
  OS_BUILD("osBuild"),
  SITE("site");

  private final String key;

  Stratum(String key) {
    this.key = key;
  }

  /** As plans and filters write it. */
  public String key() {
    return key;
  }
}
