package dev.handover.dashboard;

import dev.handover.plan.PlanForm;
import dev.handover.plan.Problem;
import dev.handover.plan.ProgrammeForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The form of a plan as a page shows it.
 *
 * @param form what its fields show
 * @param problems what is wrong, by place
 */
public record PlannerForm(PlanForm form, List<Problem> problems) {

  /** What people call the places of a plan. */
  private static final Map<String, String> LABELS =
      Map.ofEntries(
          Map.entry("title", "Title"),
          Map.entry(ProgrammeForm.WORKLOADS, "Workloads"),
          Map.entry(ProgrammeForm.ON_FAILURE, "When one does not end well"),
          Map.entry("workload", "Workload"),
          Map.entry("population", "Filter"),
          Map.entry("exclude", "Leave out"),
          Map.entry("pilot.size", "Devices in the pilot"),
          Map.entry("pilot.stratifyBy", "Stands for the rest by"),
          Map.entry("pilot.coverAbove", "Cover what makes up at least"),
          Map.entry("waves", "Waves after the pilot"),
          Map.entry("soak.pilot", "Watch the pilot for"),
          Map.entry("soak.wave", "Watch each wave for"),
          Map.entry("soak.production", "Watch production for"),
          Map.entry(PlanForm.METRICS, "Metrics"),
          Map.entry("gate.minCoverage", "Devices that must report"),
          Map.entry("gate.deadline", "Wait for reports at most"),
          Map.entry("gate.maxAge", "Oldest report that counts"),
          Map.entry("gate.silent", "A device that stays silent"),
          Map.entry("gate.onFail", "A wave that fails"),
          Map.entry("gate.onHold", "A wave that stays undecided"),
          Map.entry("schedule.start", "Begin, in UTC"),
          Map.entry("schedule.window", "Maintenance window"),
          Map.entry("schedule.deadline", "Done within"),
          Map.entry("schedule.expand.recurrence", "Expansion days"),
          Map.entry("schedule.expand.at", "Time of day"),
          Map.entry("schedule.expand.zone", "Time zone"),
          Map.entry("approvals.start", "For the start"),
          Map.entry("approvals.expansion", "For the expansion"),
          Map.entry("approvals.wave", "For each further wave"),
          Map.entry("approvals.remindAfter", "Remind after"),
          Map.entry("approvals.escalateAfter", "Ask others, too, after"),
          Map.entry("approvals.within", "Give up after"),
          Map.entry("overlapReason", "Why they may be in two rollouts"),
          Map.entry("impact.maxBlockedUsers", "Users who may lose access"),
          Map.entry("impact.maxBlockedShare", "Share of users who may"),
          Map.entry("impact.breakGlass", "Break-glass accounts"),
          Map.entry("name", "Which devices"),
          Map.entry("kind", "Judged by"),
          Map.entry("expected", "Normal"),
          Map.entry("limit", "Too much"),
          Map.entry("margin", "Rise, at most"),
          Map.entry("advisory", "Only show"));

  private static final Pattern METRIC = Pattern.compile("gate\\.metrics\\[(\\d+)](?:\\.(\\w+))?");

  private static final Pattern ROLLOUT = Pattern.compile("rollouts\\[(\\d{1,6})](?:\\.(.+))?");

  private static final Pattern ENTRY = Pattern.compile("(.+)\\[(\\d{1,6})]");

  /** A place of a plan in a sentence: {@code (gate.deadline)}. */
  private static final Pattern IN_A_SENTENCE =
      Pattern.compile("\\(([a-z][a-zA-Z.]*(?:\\[\\d+])?)\\)");

  /**
   * What the form calls a place, an entry of a list by its number; the place itself where it has no
   * field.
   */
  public static String label(String place) {
    Matcher rollout = ROLLOUT.matcher(place);
    if (rollout.matches()) {
      String no = "Rollout " + (Integer.parseInt(rollout.group(1)) + 1);
      return rollout.group(2) == null ? no : "%s, %s".formatted(no, within(rollout.group(2)));
    }
    Matcher metric = METRIC.matcher(place);
    if (metric.matches()) {
      String no = "Metric " + (Integer.parseInt(metric.group(1)) + 1);
      return metric.group(2) == null ? no : no + ", " + name(place).toLowerCase(Locale.ROOT);
    }
    Matcher entry = ENTRY.matcher(place);
    return entry.matches() && LABELS.containsKey(entry.group(1))
        ? "%s, entry %d".formatted(LABELS.get(entry.group(1)), Integer.parseInt(entry.group(2)) + 1)
        : LABELS.getOrDefault(place, place);
  }

  /** What is no word of ours stays as it is written. */
  private static String within(String place) {
    String label = label(place);
    return label.equals(place) ? place : label.toLowerCase(Locale.ROOT);
  }

  /** Likewise, where it is said already of which metric it is. */
  public static String name(String place) {
    Matcher metric = METRIC.matcher(place);
    return metric.matches() && metric.group(2) != null
        ? LABELS.getOrDefault(metric.group(2), metric.group(2))
        : label(place);
  }

  /** A sentence about a plan with its places called as the form calls them. */
  public static String told(String sentence) {
    return IN_A_SENTENCE
        .matcher(sentence)
        .replaceAll(m -> Matcher.quoteReplacement("(" + label(m.group(1)) + ")"))
        .replace("such as P3D or PT12H", "such as 3 days or 12 hours");
  }

  /** The field that a sentence speaks of last; null for none. */
  static String field(String sentence) {
    return IN_A_SENTENCE
        .matcher(sentence)
        .results()
        .flatMap(m -> PlanForm.field(m.group(1)).stream())
        .reduce((a, b) -> b)
        .orElse(null);
  }

  /** What an element of the page is called that is about a field. */
  public static String id(String field) {
    return field.replaceAll("[^a-zA-Z0-9]+", "-").replaceAll("-$", "");
  }

  /** The field at which a place is told of; null for none. */
  public String at(String place) {
    return form.at(place).orElse(null);
  }

  /** How a field that shows a list takes one entry. */
  public String entry(String entry) {
    return PlanForm.entry(entry);
  }

  public String value(String field) {
    return form.value(field);
  }

  public List<String> values(String field) {
    return form.values(field);
  }

  /** Whether a field shows this, or holds it among others. */
  public boolean has(String field, String value) {
    return form.value(field).equals(value) || form.values(field).contains(value);
  }

  /** What is wrong at a field, in sentences; empty where nothing is. */
  public String problem(String field) {
    List<String> said = new ArrayList<>();
    for (Problem problem : problems) {
      if (form.at(problem.path()).filter(field::equals).isPresent()) {
        Matcher entry = ENTRY.matcher(problem.path());
        boolean ofList = entry.matches() && entry.group(1).equals(field);
        boolean ofRollout = problem.path().startsWith("rollouts[");
        String which =
            ofRollout
                ? label(problem.path()) + ": "
                : ofList ? "Entry %d: ".formatted(Integer.parseInt(entry.group(2)) + 1) : "";
        said.add(which + told(problem.message()));
      }
    }
    return String.join(" ", said);
  }

  /** Whether anything is wrong at a field that begins so. */
  public boolean wrong(String... beginnings) {
    return problems.stream()
        .flatMap(p -> form.at(p.path()).stream())
        .anyMatch(field -> Stream.of(beginnings).anyMatch(field::startsWith));
  }

  /** Whether the plan says anything at one of these fields. */
  public boolean any(String... fields) {
    return Stream.of(fields).anyMatch(f -> !form.value(f).isEmpty()) || wrong(fields);
  }

  /** The fields of which a problem can be told, the list of metrics as such among them. */
  public List<String> slots() {
    List<String> slots = new ArrayList<>(form.fields());
    slots.add(PlanForm.METRICS);
    for (int i = 0; i < form.metrics(); i++) {
      slots.add("%s[%d]".formatted(PlanForm.METRICS, i));
    }
    return slots;
  }

  /** The places of the metrics. */
  public List<String> metrics() {
    return slots().subList(slots().size() - form.metrics(), slots().size());
  }
}
