package dev.handover.plan;

import dev.handover.plan.MetricPolicy.Change;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one metric of a gate. */
record MetricReader(Set<String> metrics, Function<String, Optional<Rates>> usual) {

  private static final double DEFAULT_ALPHA = 0.01;
  private static final double DEFAULT_BETA = 0.05;
  private static final double DEFAULT_CONFIDENCE = 0.95;

  private static final Map<String, Boolean> KINDS = Map.of("limit", false, "change", true);

  /**
   * @param names of the metrics read before this one; its own is added
   */
  MetricPolicy read(Place place, Set<String> names) {
    if (!place.object(
        "name", "kind", "expected", "limit", "margin", "confidence", "alpha", "beta", "advisory")) {
      return null;
    }
    Boolean change = place.at("kind").or(false, p -> p.choice(KINDS));
    String name =
        place
            .at("name")
            .choice(metrics.stream().collect(Collectors.toMap(Function.identity(), m -> m)));
    if (name != null && !names.add(name)) {
      place.at("name").problem("The metric '%s' is there twice.".formatted(name));
    }
    Rates rates = rates(place, change, name);
    Double alpha = place.at("alpha").or(DEFAULT_ALPHA, MetricReader::errorRate);
    Double beta = place.at("beta").or(DEFAULT_BETA, MetricReader::errorRate);
    Boolean advisory = place.at("advisory").or(false, Place::flag);
    Change how = null;
    if (change != null && change) {
      how = change(place);
    } else if (change != null) {
      notWithoutChange(place.at("margin"));
      notWithoutChange(place.at("confidence"));
    }
    return Stream.of(name, change, rates, alpha, beta, advisory).anyMatch(Objects::isNull)
        ? null
        : new MetricPolicy(name, rates.expected(), rates.limit(), alpha, beta, advisory, how);
  }

  /** Those of the plan; a metric of kind change may leave both out and take its signal's. */
  private Rates rates(Place place, Boolean change, String name) {
    boolean given = place.at("expected").given() || place.at("limit").given();
    if (!given && name != null && change != null && change) {
      Optional<Rates> found = usual.apply(name);
      if (found.isEmpty()) {
        place
            .at("limit")
            .problem(
                "'%s' has no usual limit; give expected and limit, by which it is judged where there is no control group."
                    .formatted(name));
      }
      return found.orElse(null);
    }
    Double expected = place.at("expected").share();
    Double limit = place.at("limit").share();
    if (limit != null && limit == 1) {
      place.at("limit").problem("The limit must be less than 1: a rate of 100% has no limit.");
    } else if (expected != null && limit != null && expected >= limit) {
      place
          .at("limit")
          .problem(
              "Too much (the limit, %s) must be greater than normal (what is expected, %s)."
                  .formatted(percent(limit), percent(expected)));
    }
    return expected == null || limit == null ? null : new Rates(expected, limit);
  }

  private static String percent(double share) {
    return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
  }

  private static Change change(Place place) {
    Double margin = place.at("margin").share();
    if (margin != null && margin == 1) {
      place.at("margin").problem("The margin must be less than 1: nothing can rise by more.");
    }
    Double confidence = place.at("confidence").or(DEFAULT_CONFIDENCE, Place::share);
    if (confidence != null && !(confidence >= 0.5 && confidence < 1)) {
      place
          .at("confidence")
          .problem("The confidence must be at least 0.5 and less than 1; usual is 0.95.");
    }
    return margin == null || confidence == null ? null : new Change(margin, confidence);
  }

  private static void notWithoutChange(Place place) {
    if (place.given()) {
      place.problem("This belongs to a metric of kind change; leave it out, or say kind: change.");
    }
  }

  private static Double errorRate(Place place) {
    Double rate = place.share();
    if (rate != null && rate >= 0.5) {
      place.problem("An error rate must be less than 0.5; usual are 0.01 to 0.1.");
    }
    return rate;
  }
}
