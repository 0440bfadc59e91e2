package dev.handover.dashboard;

import dev.handover.plan.DraftRules;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.PlanDraft;
import dev.handover.plan.PlanForm;
import dev.handover.plan.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.util.MultiValueMap;

/**
 * The form of a plan, or of a programme, and its text, after somebody has changed either or both.
 * The text is what counts; the form shows what it says, and what is changed on the form is written
 * into it.
 *
 * @param text the plan
 * @param shown the text that the form shows: the same, or the last that could be read
 * @param form as it has to be shown
 * @param problems all that is wrong with the text; a plan that has none can be checked
 * @param textChanged whether the text has to be shown anew
 * @param formChanged whether the form has to be shown anew
 * @param unwritten whether the form has changes that wait for a text that can be read
 * @param uncommented whether the text has lost its comments
 */
public record BothSides(
    String text,
    String shown,
    PlanForm form,
    List<Problem> problems,
    boolean textChanged,
    boolean formChanged,
    boolean unwritten,
    boolean uncommented) {

  /**
   * What somebody sends.
   *
   * @param text the plan as it stands there now
   * @param shown the text that the form was made of
   * @param fields the form's fields by name
   * @param add whether another metric is asked for
   * @param remove the entry of a list that is to go, {@code gate.metrics[1]}; null for none
   * @param fit the devices that pilot and waves are to be made for; null where they stay
   * @param anew whether the text is to be written anew from the form
   */
  record Sent(
      String text,
      String shown,
      Map<String, String> fields,
      boolean add,
      String remove,
      Integer fit,
      boolean anew) {

    /** Out of what a browser posts. */
    static Sent of(MultiValueMap<String, String> posted) {
      Map<String, String> fields =
          posted.entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      e ->
                          e.getValue().stream()
                              .filter(value -> !value.isBlank())
                              .collect(Collectors.joining(", "))));
      return new Sent(
          text(posted, "plan"),
          text(posted, "shown"),
          fields,
          posted.containsKey("add"),
          posted.getFirst("remove"),
          fit(posted.getFirst("fit")),
          posted.containsKey("anew"));
    }

    /** Null for what is no number of devices. */
    private static Integer fit(String devices) {
      return devices != null && devices.matches("[1-9]\\d{0,7}") ? Integer.valueOf(devices) : null;
    }

    /** Forms send the ends of lines in their own way. */
    private static String text(MultiValueMap<String, String> posted, String name) {
      String text = posted.getFirst(name);
      return text == null ? "" : text.replace("\r\n", "\n");
    }
  }

  /** Both sides of a plan that nobody has touched yet. */
  static BothSides of(PlanDraft draft, DraftRules rules) {
    String text = draft.yaml();
    return new BothSides(
        text, text, rules.form(draft), problems(text, rules), false, false, false, false);
  }

  /** Brings together what has been changed on either side since both were the same. */
  static BothSides of(Sent sent, DraftRules rules) {
    PlanForm before = rules.form(shown(sent));
    PlanDraft draft;
    try {
      draft = sent.anew() ? shown(sent) : PlanDraft.read(sent.text());
    } catch (InvalidPlan e) {
      return unreadable(sent, rules, before, e.problems());
    }
    List<String> changed = new ArrayList<>(before.changes(sent.fields(), draft));
    rules.follow(draft, changed);
    if (sent.add()) {
      rules.addMetric(draft);
    }
    if (sent.remove() != null) {
      draft.remove(sent.remove());
    }
    boolean fitted = sent.fit() != null && rules.fit(draft, sent.fit());
    boolean rewritten =
        sent.add() || sent.remove() != null || fitted || sent.anew() || !changed.isEmpty();
    String text = rewritten ? draft.yaml() : sent.text();
    PlanForm form = rules.form(draft);
    return new BothSides(
        text,
        text,
        form,
        problems(text, rules),
        rewritten,
        before.bySites() != form.bySites() || !shows(sent.fields(), form),
        false,
        rewritten && !sent.anew() && PlanDraft.commented(sent.text()));
  }

  private static BothSides unreadable(
      Sent sent, DraftRules rules, PlanForm before, List<Problem> problems) {
    PlanDraft typed = shown(sent);
    boolean waits = !before.changes(sent.fields(), typed).isEmpty();
    return new BothSides(
        sent.text(), sent.shown(), rules.form(typed), problems, false, false, waits, false);
  }

  /** What the form was made of: written here, and sent back from there. */
  private static PlanDraft shown(Sent sent) {
    try {
      return PlanDraft.read(sent.shown());
    } catch (InvalidPlan e) {
      return PlanDraft.empty();
    }
  }

  /** Whether a form that sends these fields shows this already, however it is written there. */
  private static boolean shows(Map<String, String> fields, PlanForm form) {
    long metrics = fields.keySet().stream().filter(f -> f.matches(".*\\[\\d+]\\.name")).count();
    return metrics == form.metrics()
        && form.fields().stream()
            .allMatch(
                f -> !fields.containsKey(f) || PlanForm.same(f, fields.get(f), form.value(f)));
  }

  private static List<Problem> problems(String text, DraftRules rules) {
    try {
      rules.parse(text);
      return List.of();
    } catch (InvalidPlan e) {
      return e.problems();
    }
  }
}
