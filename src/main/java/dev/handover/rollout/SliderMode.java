package dev.handover.rollout;

/** How the slider is moved at the end of a rollout, or back. */
public enum SliderMode {
  /** A person moves it in the console; Handover reads it back. */
  PERSON("person"),
  /** Handover moves it, where the estate lets a program do so, and reads it back. */
  AUTOMATIC("automatic"),
  /** It stays where it is. */
  NONE("none"),
  /** Nobody moves it yet: it would move a part of the rollout that is in quarantine. */
  WAITS("waits"),
  /** Not before one more wave has passed: devices wait that no wave has moved. */
  AFTER_WAVE("after-wave");

  private final String slug;

  SliderMode(String slug) {
    this.slug = slug;
  }

  public String slug() {
    return slug;
  }
}
