package dev.handover.rollout;

/**
 * Something that whoever approves takes upon them.
 *
 * @param kind the word of the policy table
 * @param name how a comment names it: {@code Pilot}, {@code quarantine}, {@code Conditional Access}
 * @param sentence what it is, for people
 */
record ApprovalRisk(Kind kind, String name, String sentence) {

  /** The gravest first. */
  enum Kind {
    /** The gate did not pass a wave, and a person accepted that. */
    ACCEPTED("accepted"),
    /** A part of the rollout has failed and is kept out. */
    QUARANTINE("quarantine"),
    /** Users would be locked out, and policy makes more of that than a note. */
    ACCESS("access");

    private final String slug;

    Kind(String slug) {
      this.slug = slug;
    }

    String slug() {
      return slug;
    }
  }

  /** That a wave which the gate did not pass is to count as passed. */
  static ApprovalRisk notPassed(String wave) {
    return new ApprovalRisk(Kind.ACCEPTED, wave, "%s has not passed the gate.".formatted(wave));
  }
}
