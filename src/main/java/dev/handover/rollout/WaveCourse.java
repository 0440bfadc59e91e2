package dev.handover.rollout;

/** What a verdict and the plan together ask for; the value of the process variable. */
public enum WaveCourse {
  PASSED("passed"),
  ROLL_BACK("roll-back"),
  ASK_FAILED("ask-failed"),
  ASK_UNDECIDED("ask-undecided");

  private final String slug;

  WaveCourse(String slug) {
    this.slug = slug;
  }

  public String slug() {
    return slug;
  }
}
