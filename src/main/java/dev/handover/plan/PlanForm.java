package dev.handover.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A plan as the fields of a form. A field is called as its place in the plan, {@code soak.pilot}; a
 * plan holds more than the form has fields for, and the form leaves that alone.
 */
public class PlanForm {

  /** Where the metrics stand, each a group of fields of its own. */
  public static final String METRICS = "gate.metrics";

  /** The sites that the population is bound to: another way to see, and to write, its filter. */
  public static final String SITES = "sites";

  private static final Map<String, FieldKind> FIELDS = new LinkedHashMap<>();
  private static final Map<String, FieldKind> METRIC = new LinkedHashMap<>();
  private static final Map<String, FieldKind> OF_PROGRAMMES =
      Map.of(ProgrammeForm.WORKLOADS, FieldKind.LIST, ProgrammeForm.ON_FAILURE, FieldKind.TEXT);
  private static final Pattern ROW =
      Pattern.compile("gate\\.metrics\\[\\d+](\\.(name|kind|expected|limit|margin|advisory))?");

  static {
    Stream.of(
            "title",
            "workload",
            "population",
            "gate.silent",
            "gate.onFail",
            "gate.onHold",
            "schedule.window",
            "schedule.expand.recurrence",
            "schedule.expand.at",
            "schedule.expand.zone",
            "overlapReason")
        .forEach(place -> FIELDS.put(place, FieldKind.TEXT));
    Stream.of(
            "pilot.size",
            "approvals.start",
            "approvals.expansion",
            "approvals.wave",
            "impact.maxBlockedUsers")
        .forEach(place -> FIELDS.put(place, FieldKind.NUMBER));
    Stream.of("pilot.coverAbove", "gate.minCoverage", "impact.maxBlockedShare")
        .forEach(place -> FIELDS.put(place, FieldKind.SHARE));
    Stream.of(
            "soak.pilot",
            "soak.wave",
            "soak.production",
            "gate.deadline",
            "gate.maxAge",
            "schedule.deadline",
            "approvals.remindAfter",
            "approvals.escalateAfter",
            "approvals.within")
        .forEach(place -> FIELDS.put(place, FieldKind.DURATION));
    Stream.of(SITES, "exclude", "pilot.stratifyBy", "impact.breakGlass")
        .forEach(place -> FIELDS.put(place, FieldKind.LIST));
    FIELDS.put("waves", FieldKind.SHARES);
    FIELDS.put("schedule.start", FieldKind.MOMENT);
    METRIC.put("name", FieldKind.TEXT);
    METRIC.put("kind", FieldKind.TEXT);
    Stream.of("expected", "limit", "margin").forEach(key -> METRIC.put(key, FieldKind.SHARE));
    METRIC.put("advisory", FieldKind.YES);
  }

  final PlanDraft draft;

  public PlanForm(PlanDraft draft) {
    this.draft = draft;
  }

  /** How many metrics the plan has. */
  public int metrics() {
    return draft.at(METRICS).size();
  }

  /**
   * What a field shows; empty where the plan says nothing there, or nothing that the field can
   * show.
   *
   * @param place one that the form has a field for
   */
  public String value(String place) {
    return place.equals(SITES)
        ? Sites.of(draft.text("population")).orElse(List.of()).stream()
            .map(FieldKind::entry)
            .collect(Collectors.joining(", "))
        : kind(place).show(draft.at(place));
  }

  /** Whether the population's filter says no more than of which sites the devices are. */
  public boolean bySites() {
    return Sites.of(draft.text("population")).isPresent();
  }

  /** The filter of all co-managed devices of these sites; of all sites for none. */
  public static String population(List<String> sites) {
    return Sites.bind(sites);
  }

  /** How a field that shows a list takes one entry. */
  public static String entry(String entry) {
    return FieldKind.entry(entry);
  }

  /** The entries of the list that a field shows. */
  public List<String> values(String place) {
    return values(kind(place).read(value(place)));
  }

  static List<String> values(JsonNode list) {
    return IntStream.range(0, list.size()).mapToObj(i -> list.get(i).asText()).toList();
  }

  /**
   * The field at which a problem is shown: that of the very place, the first of a group that is
   * missing as a whole, or that of the list or the group that it is in; empty where the form has no
   * field for it.
   */
  public static Optional<String> field(String place) {
    for (String at = place; !at.isEmpty(); at = above(at)) {
      if (FIELDS.containsKey(at) || ROW.matcher(at).matches()) {
        return Optional.of(at);
      }
      if (METRICS.equals(at) || METRICS.startsWith(at + ".")) {
        return Optional.of(METRICS);
      }
      String group = at + ".";
      Optional<String> first =
          FIELDS.keySet().stream().filter(f -> f.startsWith(group)).findFirst();
      if (first.isPresent()) {
        return first;
      }
    }
    return Optional.empty();
  }

  /** Likewise, of this form: that of a programme has other fields. */
  public Optional<String> at(String place) {
    return field(place);
  }

  /** The list or the group that a place is in; empty for none. */
  private static String above(String place) {
    return place.substring(
        0, Math.max(0, Math.max(place.lastIndexOf('.'), place.lastIndexOf('['))));
  }

  /** All fields that the form has for this plan, those of its metrics among them. */
  public List<String> fields() {
    List<String> all = new ArrayList<>(FIELDS.keySet());
    for (int i = 0; i < metrics(); i++) {
      for (String key : METRIC.keySet()) {
        all.add("%s[%d].%s".formatted(METRICS, i, key));
      }
    }
    return all;
  }

  /** Writes every field as the form would, {@code 5%} for 0.05. */
  public void tidy() {
    for (String field : fields()) {
      if (!field.equals(SITES)) {
        draft.put(field, kind(field).read(value(field)));
      }
    }
  }

  /**
   * Writes to another draft what somebody has changed on this form.
   *
   * @param typed by field; a field that is not among them was not changed
   * @return the fields that were changed
   */
  public List<String> changes(Map<String, String> typed, PlanDraft other) {
    List<String> changed = new ArrayList<>();
    for (String field : fields()) {
      String value = typed.get(field);
      if (value != null && !same(field, value, value(field))) {
        write(field, kind(field).read(value), other);
        changed.add(field);
      }
    }
    return changed;
  }

  /** Writes what a field reads to where it stands in a plan. */
  void write(String field, JsonNode read, PlanDraft other) {
    if (field.equals(SITES)) {
      other.put("population", Sites.bind(values(read)));
    } else {
      other.put(field, read);
    }
  }

  /** Whether two values of a field mean the same, however they are written. */
  public static boolean same(String field, String one, String two) {
    FieldKind kind = kind(field);
    return kind.read(one).equals(kind.read(two));
  }

  /** A metric with the rates that are usual for it. */
  public static JsonNode metric(String name, Rates rates) {
    ObjectNode metric = JsonNodeFactory.instance.objectNode().put("name", name);
    metric.set("expected", share(rates.expected()));
    metric.set("limit", share(rates.limit()));
    return metric;
  }

  /** A share as people write it: {@code 5%}. */
  public static JsonNode share(double share) {
    return FieldKind.SHARE.read(BigDecimal.valueOf(share).toPlainString());
  }

  private static FieldKind kind(String place) {
    FieldKind kind =
        place.startsWith(METRICS + "[")
            ? METRIC.get(place.substring(place.lastIndexOf('.') + 1))
            : FIELDS.getOrDefault(place, OF_PROGRAMMES.get(place));
    if (kind == null) {
      throw new IllegalArgumentException("the form has no field for " + place);
    }
    return kind;
  }
}
