package dev.handover.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.handover.workload.RecommendedOrder;
import dev.handover.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A programme as the fields of a form: what its plans have in common, which workloads it moves, and
 * what follows when one of them does not end well. What the text says of one rollout alone has no
 * field, and the form leaves it alone.
 */
public final class ProgrammeForm extends PlanForm {

  /** The workloads that are moved: another way to see, and to write, the rollouts. */
  public static final String WORKLOADS = "workloads";

  public static final String ON_FAILURE = "onFailure";

  private static final String ROLLOUTS = "rollouts";

  private static final List<String> ORDER =
      RecommendedOrder.all().stream().map(Workload::slug).toList();

  /** What has fields in the form of a plan, and none in this one. */
  private static final Set<String> OF_ONE =
      Set.of("workload", "impact.maxBlockedUsers", "impact.maxBlockedShare", "impact.breakGlass");

  public ProgrammeForm(PlanDraft draft) {
    super(draft);
  }

  @Override
  public String value(String place) {
    return place.equals(WORKLOADS)
        ? rollouts()
            .map(ProgrammeForm::workload)
            .filter(workload -> !workload.isBlank())
            .distinct()
            // As they are shown to tick, whatever their order in the text.
            .sorted(Comparator.comparingInt(ProgrammeForm::place))
            .map(FieldKind::entry)
            .collect(Collectors.joining(", "))
        : super.value(place);
  }

  /** None: by what a rollout is judged has no fields here. */
  @Override
  public int metrics() {
    return 0;
  }

  @Override
  public List<String> fields() {
    List<String> fields =
        super.fields().stream()
            .filter(field -> !OF_ONE.contains(field) && !field.startsWith(METRICS))
            .collect(Collectors.toCollection(ArrayList::new));
    fields.addAll(List.of(WORKLOADS, ON_FAILURE));
    return fields;
  }

  @Override
  public Optional<String> at(String place) {
    if (place.equals(ON_FAILURE)) {
      return Optional.of(ON_FAILURE);
    }
    return place.equals("workload") || place.startsWith(ROLLOUTS)
        ? Optional.of(WORKLOADS)
        : field(place).filter(fields()::contains);
  }

  /** A rollout that stays keeps all that is said of it; one that is new says its workload only. */
  @Override
  void write(String field, JsonNode read, PlanDraft other) {
    if (!field.equals(WORKLOADS)) {
      super.write(field, read, other);
      return;
    }
    List<String> wanted = values(read);
    List<JsonNode> rollouts = new ArrayList<>();
    new ProgrammeForm(other)
        .rollouts()
        .filter(r -> workload(r).isBlank() || wanted.contains(workload(r)))
        .forEach(rollouts::add);
    Set<String> there = rollouts.stream().map(ProgrammeForm::workload).collect(Collectors.toSet());
    for (String workload : wanted) {
      if (there.add(workload)) {
        rollouts.add(earlier(workload, rollouts), rollout(workload));
      }
    }
    ArrayNode list = JsonNodeFactory.instance.arrayNode().addAll(rollouts);
    other.put(ROLLOUTS, list.isEmpty() ? MissingNode.getInstance() : list);
  }

  /** Before the first that usually comes later. */
  private static int earlier(String workload, List<JsonNode> rollouts) {
    int at = 0;
    while (at < rollouts.size() && place(workload(rollouts.get(at))) <= place(workload)) {
      at++;
    }
    return at;
  }

  /** In the recommended order; what is no workload comes last. */
  private static int place(String workload) {
    return ORDER.contains(workload) ? ORDER.indexOf(workload) : ORDER.size();
  }

  private static JsonNode rollout(String workload) {
    return JsonNodeFactory.instance.objectNode().put("workload", workload);
  }

  /**
   * What the text says that no field of this form shows, by its place; of a rollout by the name of
   * its workload. By what a rollout is judged is no part of it: each has to say that.
   */
  public List<String> beyond() {
    List<String> beyond = new ArrayList<>();
    List<String> shown = fields();
    for (Map.Entry<String, JsonNode> said : draft.at("").properties()) {
      if (!said.getKey().equals(ROLLOUTS)) {
        places(said.getKey(), said.getValue()).filter(p -> !shown.contains(p)).forEach(beyond::add);
      }
    }
    rollouts()
        .forEach(
            rollout ->
                rollout.properties().stream()
                    .flatMap(said -> places(said.getKey(), said.getValue()))
                    .filter(p -> !p.equals("workload") && !p.equals(METRICS))
                    .map(p -> "%s of %s".formatted(p, title(workload(rollout))))
                    .forEach(beyond::add));
    return beyond;
  }

  private static Stream<String> places(String key, JsonNode value) {
    return value.isObject() && !value.isEmpty()
        ? value.properties().stream()
            .flatMap(said -> places(key + "." + said.getKey(), said.getValue()))
        : Stream.of(key);
  }

  private static String title(String slug) {
    return Stream.of(Workload.values())
        .filter(w -> w.slug().equals(slug))
        .map(Workload::title)
        .findFirst()
        .orElse("a rollout");
  }

  private Stream<JsonNode> rollouts() {
    return StreamSupport.stream(draft.at(ROLLOUTS).spliterator(), false);
  }

  private static String workload(JsonNode rollout) {
    return rollout.path("workload").asText("");
  }
}
