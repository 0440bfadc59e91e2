package dev.handover.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handover.plan.Programme.Entry;
import dev.handover.plan.Programme.OnFailure;
import dev.handover.workload.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Programmes from text. What a plan may say is said once for all rollouts, or for one of them; the
 * rules of plans hold for what comes of both.
 */
public final class Programmes {

  private static final List<String> PLAN = List.of(PlanReader.KEYS);
  private static final Set<String> OF_ONE = Set.of("workload", "title");
  private static final String[] OF_ALL =
      Stream.concat(
              Stream.of("title", "onFailure", "rollouts"),
              PLAN.stream().filter(key -> !OF_ONE.contains(key)))
          .toArray(String[]::new);
  private static final String[] OF_ENTRY =
      Stream.concat(PLAN.stream(), Stream.of("after")).toArray(String[]::new);

  private final Plans plans;

  public Programmes(Plans plans) {
    this.plans = plans;
  }

  /**
   * Reads a programme.
   *
   * @param text YAML or JSON, at most 100,000 bytes, without anchors and aliases
   * @throws InvalidPlan with all problems that can be found at once, each at the place where it was
   *     written
   */
  public Programme parse(String text) {
    List<Problem> problems = new ArrayList<>();
    Place root = new Place(PlanText.tree(text), "plan", problems);
    if (!root.object(OF_ALL)) {
      throw new InvalidPlan(problems);
    }
    String title = root.at("title").text(200);
    OnFailure onFailure =
        root.at("onFailure")
            .or(
                OnFailure.STOP,
                p ->
                    p.choice(
                        Arrays.stream(OnFailure.values())
                            .collect(Collectors.toMap(OnFailure::key, v -> v))));
    int before = problems.size();
    List<Place> items = root.at("rollouts").items(Workload.values().length);
    if (items.isEmpty() && problems.size() == before) {
      root.at("rollouts").problem("At least one rollout is needed.");
    }
    JsonNode common = only(root.node(), PLAN, OF_ONE);
    List<Origin> origins = new ArrayList<>();
    List<Plan> read = new ArrayList<>();
    Map<Workload, Place> places = new LinkedHashMap<>();
    for (Place item : items) {
      if (item.object(OF_ENTRY)) {
        Origin origin = new Origin(common, only(item.node(), PLAN, Set.of()), item.path());
        origins.add(origin);
        try {
          read.add(plans.parse(origin.plan()));
        } catch (InvalidPlan e) {
          e.problems().stream().map(origin::place).forEach(problems::add);
        }
        workload(item, places);
      }
    }
    Map<Workload, Set<Workload>> order = new ProgrammeOrder(places).read();
    if (!problems.isEmpty()) {
      throw new InvalidPlan(problems.stream().distinct().toList());
    }
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      Plan plan = read.get(i);
      entries.add(new Entry(plan, List.copyOf(order.get(plan.workload())), origins.get(i)));
    }
    return new Programme(title, onFailure, entries);
  }

  /** One that is none is a problem of the plan already. */
  private static void workload(Place item, Map<Workload, Place> places) {
    String slug = item.node().path("workload").asText();
    Arrays.stream(Workload.values())
        .filter(w -> w.slug().equals(slug.strip()))
        .findFirst()
        .ifPresent(
            workload -> {
              Place other = places.putIfAbsent(workload, item);
              if (other != null) {
                item.at("workload")
                    .problem(
                        "%s moves %s already; a programme has at most one rollout per workload."
                            .formatted(other.path(), slug));
              }
            });
  }

  /** What stands under these keys, but for some. */
  private static JsonNode only(JsonNode tree, List<String> keys, Set<String> but) {
    if (!(tree instanceof ObjectNode object)) {
      return MissingNode.getInstance();
    }
    ObjectNode kept = object.deepCopy();
    kept.retain(keys);
    kept.remove(but);
    return kept;
  }
}
