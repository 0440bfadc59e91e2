package dev.handover.dashboard;

/**
 * What the pages that plan call what they plan.
 *
 * @param thing that is started
 * @param text what it is written as
 * @param path of the page that lists them
 */
public record PlannerWords(String thing, String text, String path) {

  static final PlannerWords ROLLOUT = new PlannerWords("rollout", "plan", "/rollouts");
  static final PlannerWords PROGRAMME = new PlannerWords("programme", "programme", "/programmes");

  /** The template with what the page has of its own. */
  public String parts() {
    return "new-" + thing + "-parts";
  }
}
