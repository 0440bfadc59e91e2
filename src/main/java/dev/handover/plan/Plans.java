package dev.handover.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Plans from text and back. What is read here is complete and free of contradictions; whether the
 * population, the collections and the window exist is for the reader of the plan to find out.
 */
public final class Plans {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String[] SECTIONS = {"gate", "soak"};

  private final Supplier<Set<String>> metrics;
  private final Function<String, Optional<Rates>> usual;

  /**
   * @param metrics the names of all health signals that a gate may judge
   */
  public Plans(Set<String> metrics) {
    this(() -> metrics, name -> Optional.empty());
  }

  /**
   * @param metrics likewise, asked for each plan anew
   * @param usual their usual rates, for metrics of kind change; empty for a signal that has none
   */
  public Plans(Supplier<Set<String>> metrics, Function<String, Optional<Rates>> usual) {
    this.metrics = metrics;
    this.usual = usual;
  }

  /**
   * Reads a plan.
   *
   * @param text YAML or JSON, at most 100,000 bytes, without anchors and aliases
   * @throws InvalidPlan with all problems that can be found at once
   */
  public Plan parse(String text) {
    return parse(PlanText.tree(text));
  }

  Plan parse(JsonNode tree) {
    Plan plan = read(tree);
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < plan.shadow().size(); i++) {
      String place = "shadow[%d].".formatted(i);
      try {
        under(plan, plan.shadow().get(i).policy());
      } catch (InvalidPlan e) {
        e.problems().forEach(p -> problems.add(new Problem(place + p.path(), p.message())));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidPlan(problems);
    }
    return plan;
  }

  private Plan read(JsonNode tree) {
    return new PlanReader(new MetricReader(metrics.get(), usual)).read(tree);
  }

  /**
   * The same plan under another policy.
   *
   * @param policy YAML or JSON with the plan's sections {@code gate} and {@code soak}; what it does
   *     not give stays as it is in the plan
   * @throws InvalidPlan as {@link #parse}, or if it judges what the plan's gate does not measure
   */
  public Plan under(Plan plan, String policy) {
    JsonNode given = PlanText.tree(policy);
    List<Problem> problems = new ArrayList<>();
    Place place = new Place(given, "policy", problems);
    ObjectNode whole = JSON.valueToTree(tree(plan));
    if (place.object(SECTIONS)) {
      for (String section : SECTIONS) {
        JsonNode fields = given.path(section);
        if (fields.isObject()) {
          whole.withObject("/" + section).setAll((ObjectNode) fields);
        } else if (!fields.isMissingNode()) {
          place.at(section).object();
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidPlan(problems);
    }
    Plan other = read(whole);
    refuseUnmeasured(plan.gate(), other.gate());
    return other;
  }

  /** What the plan's gate does not measure, or does not count, nobody can judge. */
  private static void refuseUnmeasured(GatePolicy gate, GatePolicy other) {
    Map<String, MetricPolicy> measured = new TreeMap<>();
    gate.metrics().forEach(metric -> measured.put(metric.name(), metric));
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < other.metrics().size(); i++) {
      MetricPolicy metric = other.metrics().get(i);
      MetricPolicy own = measured.get(metric.name());
      if (own == null) {
        problems.add(
            new Problem(
                "gate.metrics[%d].name".formatted(i),
                "'%s' is not measured by the plan's gate; it can be judged by %s."
                    .formatted(metric.name(), String.join(", ", measured.keySet()))));
      } else if (metric.change() != null && own.change() == null) {
        problems.add(
            new Problem(
                "gate.metrics[%d].kind".formatted(i),
                "'%s' is not compared with a control group by the plan's gate; it can be judged by expected and limit."
                    .formatted(metric.name())));
      }
    }
    if (!other.maxAge().equals(gate.maxAge())) {
      problems.add(
          new Problem(
              "gate.maxAge",
              "Reports are counted up to an age of %s by the plan's gate; leave this out."
                  .formatted(gate.maxAge())));
    }
    if (!problems.isEmpty()) {
      throw new InvalidPlan(problems);
    }
  }

  /**
   * The canonical form: JSON with all defaults written out and keys in fixed order, so that equal
   * plans give equal text. {@link #parse} gives the plan back.
   */
  public String json(Plan plan) {
    try {
      return JSON.writeValueAsString(tree(plan));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings and numbers is always JSON", e);
    }
  }

  /** SHA-256 of the canonical form, 64 hexadecimal digits. */
  public String hash(Plan plan) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(json(plan).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static Map<String, Object> tree(Plan plan) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("title", plan.title());
    tree.put("workload", plan.workload().slug());
    tree.put("population", plan.population());
    tree.put("exclude", plan.exclude());
    tree.put("pilot", pilot(plan.pilot()));
    tree.put("waves", plan.waves());
    tree.put("soak", soak(plan.soak()));
    tree.put("gate", gate(plan.gate()));
    tree.put("schedule", schedule(plan.schedule()));
    tree.put("approvals", approvals(plan.approvals()));
    put(tree, "overlapReason", plan.overlapReason());
    tree.put("impact", impact(plan.impact()));
    if (!plan.shadow().isEmpty()) {
      tree.put("shadow", plan.shadow().stream().map(Plans::shadow).toList());
    }
    return tree;
  }

  private static Map<String, Object> pilot(Pilot pilot) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("size", pilot.size());
    tree.put("stratifyBy", pilot.stratifyBy().stream().map(Stratum::key).toList());
    tree.put("coverAbove", pilot.coverAbove());
    return tree;
  }

  private static Map<String, Object> soak(Soak soak) {
    Map<String, Object> tree = new LinkedHashMap<>();
    put(tree, "pilot", soak.pilot());
    put(tree, "wave", soak.wave());
    put(tree, "production", soak.production());
    return tree;
  }

  private static Map<String, Object> gate(GatePolicy gate) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("metrics", gate.metrics().stream().map(Plans::metric).toList());
    tree.put("minCoverage", gate.minCoverage());
    put(tree, "deadline", gate.deadline());
    put(tree, "maxAge", gate.maxAge());
    tree.put("silent", gate.silent().key());
    tree.put("onFail", gate.onFail().key());
    tree.put("onHold", gate.onHold().key());
    return tree;
  }

  private static Map<String, Object> metric(MetricPolicy metric) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", metric.name());
    tree.put("kind", metric.change() == null ? "limit" : "change");
    if (metric.change() != null) {
      tree.put("margin", metric.change().margin());
      tree.put("confidence", metric.change().confidence());
    }
    tree.put("expected", metric.expected());
    tree.put("limit", metric.limit());
    tree.put("alpha", metric.alpha());
    tree.put("beta", metric.beta());
    tree.put("advisory", metric.advisory());
    return tree;
  }

  private static Map<String, Object> schedule(Schedule schedule) {
    Map<String, Object> tree = new LinkedHashMap<>();
    put(tree, "start", schedule.start());
    put(tree, "window", schedule.window());
    put(tree, "deadline", schedule.deadline());
    Expansion expand = schedule.expand();
    if (expand != null) {
      Map<String, Object> days = new LinkedHashMap<>();
      days.put("recurrence", expand.recurrence());
      days.put("at", expand.at().toString());
      days.put("zone", expand.zone().getId());
      tree.put("expand", days);
    }
    return tree;
  }

  private static Map<String, Object> approvals(Approvals approvals) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("start", approvals.start());
    tree.put("expansion", approvals.expansion());
    tree.put("wave", approvals.wave());
    put(tree, "remindAfter", approvals.remindAfter());
    put(tree, "escalateAfter", approvals.escalateAfter());
    put(tree, "within", approvals.within());
    return tree;
  }

  private static Map<String, Object> impact(Impact impact) {
    Map<String, Object> tree = new LinkedHashMap<>();
    if (impact.maxBlockedUsers() != null) {
      tree.put("maxBlockedUsers", impact.maxBlockedUsers());
    }
    if (impact.maxBlockedShare() != null) {
      tree.put("maxBlockedShare", impact.maxBlockedShare());
    }
    tree.put("breakGlass", impact.breakGlass());
    return tree;
  }

  private static JsonNode shadow(Shadow shadow) {
    try {
      ObjectNode tree = JSON.createObjectNode().put("name", shadow.name());
      return tree.setAll((ObjectNode) JSON.readTree(shadow.policy()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a policy that was read from a plan is JSON", e);
    }
  }

  /** Texts, and durations and instants as ISO-8601; what is not set is left out. */
  private static void put(Map<String, Object> tree, String key, Object value) {
    if (value != null) {
      tree.put(key, value.toString());
    }
  }
}
