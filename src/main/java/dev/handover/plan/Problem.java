package dev.handover.plan;

/**
 * One thing that is wrong with a plan.
 *
 * @param path where, such as {@code gate.metrics[0].limit}; {@code plan} for the text as a whole
 * @param message what, in a sentence
 */
public record Problem(String path, String message) {

  @Override
  public String toString() {
    return path + ": " + message;
  }
}
