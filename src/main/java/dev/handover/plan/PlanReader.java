package dev.handover.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one plan from its tree and collects whatever is wrong with it. */
final class PlanReader {

  static final String[] KEYS = {
    "workload",
    "title",
    "population",
    "exclude",
    "pilot",
    "waves",
    "soak",
    "gate",
    "schedule",
    "approvals",
    "overlapReason",
    "impact",
    "shadow"
  };

  private static final int MOST_WAVES = 50;
  private static final int MOST_SHADOWS = 5;
  private static final double DEFAULT_COVERAGE = 0.9;

  private final MetricReader metric;
  private final List<Problem> problems = new ArrayList<>();

  PlanReader(MetricReader metric) {
    this.metric = metric;
  }

  Plan read(JsonNode tree) {
    Place plan = new Place(tree, "plan", problems);
    if (!plan.object(KEYS)) {
      throw new InvalidPlan(problems);
    }
    Workload workload = plan.at("workload").choice(byKey(Workload.values(), Workload::slug));
    String title = plan.at("title").or(null, p -> p.text(200));
    String population = plan.at("population").text(4000);
    List<String> exclude = plan.at("exclude").or(List.of(), this::exclude);
    Pilot pilot = pilot(plan.at("pilot"));
    List<Double> waves = waves(plan.at("waves"));
    Soak soak = soak(plan.at("soak"));
    GatePolicy gate = gate(plan.at("gate"), soak, workload);
    Schedule schedule =
        plan.at("schedule").or(Schedule.ANY_TIME, p -> ScheduleReader.read(p, soak, waves));
    Approvals approvals = plan.at("approvals").or(Approvals.DEFAULT, this::approvals);
    String overlapReason = plan.at("overlapReason").or(null, p -> p.text(1000));
    Impact impact = plan.at("impact").or(Impact.NOT_CAPPED, p -> ImpactReader.read(p, workload));
    List<Shadow> shadow = plan.at("shadow").or(List.of(), this::shadow);
    if (!problems.isEmpty()) {
      throw new InvalidPlan(problems);
    }
    return new Plan(
        title == null ? workload.title() + " to Intune" : title,
        workload,
        population,
        exclude,
        pilot,
        waves,
        soak,
        gate,
        schedule,
        approvals,
        overlapReason,
        impact,
        shadow);
  }

  private List<Shadow> shadow(Place place) {
    List<Shadow> shadows = new ArrayList<>();
    for (Place item : place.items(MOST_SHADOWS)) {
      if (item.object("name", "gate", "soak")) {
        String name = item.at("name").text(60);
        if (shadows.stream().anyMatch(s -> s.name().equals(name))) {
          item.at("name").problem("Another policy has this name.");
        }
        shadows.add(new Shadow(name, item.without("name")));
      }
    }
    return shadows;
  }

  private List<String> exclude(Place place) {
    return distinct(place.items(100), item -> item.text(200));
  }

  private Pilot pilot(Place place) {
    if (!place.object("size", "stratifyBy", "coverAbove")) {
      return null;
    }
    Integer size = place.at("size").integer(1, 1_000_000);
    Map<String, Stratum> strata = byKey(Stratum.values(), Stratum::key);
    List<Stratum> by =
        place
            .at("stratifyBy")
            .or(List.of(), p -> distinct(p.items(3), item -> item.choice(strata)));
    Double coverAbove = place.at("coverAbove").or(Pilot.COVER_ABOVE, Place::share);
    return size == null || coverAbove == null ? null : new Pilot(size, by, coverAbove);
  }

  private List<Double> waves(Place place) {
    int before = problems.size();
    List<Place> items = place.items(MOST_WAVES);
    if (items.isEmpty() && problems.size() == before) {
      place.problem("At least one wave must follow the pilot; [100%] moves the rest at once.");
    }
    List<Double> waves = new ArrayList<>();
    double previous = 0;
    for (Place item : items) {
      Double share = item.share();
      if (share == null) {
        continue;
      }
      if (share <= previous) {
        item.problem("Shares are cumulative: this one must be greater than the one before it.");
      }
      previous = share;
      waves.add(share);
      if (item == items.get(items.size() - 1) && share != 1) {
        item.problem("The last wave must reach the whole population: 1, or 100%.");
      }
    }
    return waves;
  }

  private Soak soak(Place place) {
    if (!place.object("pilot", "wave", "production")) {
      return null;
    }
    Duration pilot = place.at("pilot").duration();
    Duration wave = place.at("wave").duration();
    Duration production = place.at("production").duration();
    return pilot == null || wave == null || production == null
        ? null
        : new Soak(pilot, wave, production);
  }

  private GatePolicy gate(Place place, Soak soak, Workload workload) {
    if (!place.object(
        "metrics", "minCoverage", "deadline", "maxAge", "silent", "onFail", "onHold")) {
      return null;
    }
    List<MetricPolicy> policies = metrics(place.at("metrics"), workload);
    Double coverage = place.at("minCoverage").or(DEFAULT_COVERAGE, Place::share);
    Duration deadline = place.at("deadline").or(null, Place::duration);
    if (deadline != null && soak != null) {
      Duration longest =
          Stream.of(soak.pilot(), soak.wave(), soak.production())
              .max(Duration::compareTo)
              .orElseThrow();
      if (deadline.compareTo(longest) < 0) {
        place
            .at("deadline")
            .problem(
                "Evidence is awaited for %s only, but the longest soak is %s."
                    .formatted(deadline, longest));
      }
    }
    Duration maxAge = place.at("maxAge").or(GatePolicy.USUAL_AGE, Place::duration);
    Map<String, OnVerdict> courses = byKey(OnVerdict.values(), OnVerdict::key);
    SilentRule silent =
        place
            .at("silent")
            .or(SilentRule.UNHEALTHY, p -> p.choice(byKey(SilentRule.values(), SilentRule::key)));
    OnVerdict onFail = place.at("onFail").or(OnVerdict.ROLLBACK, p -> p.choice(courses));
    OnVerdict onHold = place.at("onHold").or(OnVerdict.ASK, p -> p.choice(courses));
    return coverage == null
        ? null
        : new GatePolicy(policies, coverage, deadline, maxAge, silent, onFail, onHold);
  }

  private List<MetricPolicy> metrics(Place place, Workload workload) {
    if (!place.given()) {
      place.problem("This is required: nothing passes without evidence." + offer(workload));
      return List.of();
    }
    int before = problems.size();
    List<Place> items = place.items(20);
    List<MetricPolicy> policies = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Place item : items) {
      MetricPolicy policy = metric.read(item, names);
      if (policy != null) {
        policies.add(policy);
      }
    }
    if (problems.size() == before && policies.stream().allMatch(MetricPolicy::advisory)) {
      place.problem(
          "At least one metric that is not advisory is needed: nothing passes without evidence."
              + offer(workload));
    }
    return policies;
  }

  /** No default stands in for a threshold; where to find one is said. */
  private static String offer(Workload workload) {
    return workload == null
        ? ""
        : " GET /api/signals?workload=%s lists them, each with an expected share and a limit to take."
            .formatted(workload.slug());
  }

  private Approvals approvals(Place place) {
    if (!place.object("start", "expansion", "wave", "remindAfter", "escalateAfter", "within")) {
      return null;
    }
    Approvals absent = Approvals.DEFAULT;
    Integer start = place.at("start").or(absent.start(), p -> p.integer(0, 10));
    Integer expansion = place.at("expansion").or(absent.expansion(), p -> p.integer(0, 10));
    Integer wave = place.at("wave").or(absent.wave(), p -> p.integer(0, 10));
    Duration within = place.at("within").or(absent.within(), Place::duration);
    Duration escalate = sooner(place.at("escalateAfter"), absent.escalateAfter(), within);
    Duration remind = sooner(place.at("remindAfter"), absent.remindAfter(), escalate);
    return start == null || expansion == null || wave == null
        ? null
        : new Approvals(start, expansion, wave, remind, escalate, within);
  }

  /** Where the plan leaves it open, what is usual, or half of what it has to come before. */
  private static Duration sooner(Place place, Duration usual, Duration than) {
    if (than == null) {
      return place.or(null, Place::duration);
    }
    Duration absent = usual.compareTo(than) < 0 ? usual : than.dividedBy(2);
    Duration given = place.or(absent, Place::duration);
    if (given != null && given.compareTo(than) >= 0) {
      place.problem(
          "People are reminded first, then others are asked, then time is over: this must be shorter than %s."
              .formatted(than));
    }
    return given;
  }

  static <T> List<T> distinct(List<Place> items, Function<Place, T> read) {
    List<T> values = new ArrayList<>();
    for (Place item : items) {
      T value = read.apply(item);
      if (value != null && values.contains(value)) {
        item.problem("This is there twice.");
      } else if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private static <E> Map<String, E> byKey(E[] values, Function<E, String> key) {
    return Arrays.stream(values).collect(Collectors.toMap(key, v -> v));
  }
}
