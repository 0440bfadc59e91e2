package dev.handover.rollout;

/**
 * Something that readiness has found.
 *
 * @param code stable, upper snake case
 * @param message one sentence
 * @param devices how many devices it is about; 0 where it is about none in particular
 */
public record Finding(String code, Severity severity, String message, int devices) {

  /** The code of the finding that the slider is not moved in the end. */
  public static final String SLIDER_STAYS = "SLIDER_STAYS";

  /** How much a finding weighs. */
  public enum Severity {
    /** The rollout cannot be registered. */
    BLOCKING,
    WARNING,
    INFO
  }

  static Finding blocking(String code, String message, int devices) {
    return new Finding(code, Severity.BLOCKING, message, devices);
  }

  static Finding info(String code, String message, int devices) {
    return new Finding(code, Severity.INFO, message, devices);
  }

  static Finding warning(String code, String message, int devices) {
    return new Finding(code, Severity.WARNING, message, devices);
  }
}
