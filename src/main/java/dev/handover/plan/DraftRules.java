package dev.handover.plan;

import java.util.List;

/** What holds of the draft of a plan, or of a programme of several, while somebody changes it. */
public interface DraftRules {

  /** The draft as the fields of a form. */
  PlanForm form(PlanDraft draft);

  /**
   * @throws InvalidPlan if the text is none
   */
  void parse(String text);

  /**
   * Writes what follows by itself from what has been changed.
   *
   * @param changed the fields that have been
   */
  void follow(PlanDraft draft, List<String> changed);

  /** Writes one metric more, where the form has fields for them. */
  void addMetric(PlanDraft draft);

  /**
   * Makes pilot and waves right for so many devices.
   *
   * @param devices that would move; 0 where that is not known
   * @return whether it is another draft now; not for what cannot be read
   */
  boolean fit(PlanDraft draft, int devices);
}
