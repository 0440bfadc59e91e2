package dev.handover.plan;

import dev.handover.workload.RecommendedOrder;
import dev.handover.workload.Workload;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which rollouts of a programme wait for which: those that the text names, and where it names none,
 * those of the workloads that usually come before. A workload that takes others with it comes after
 * them in any case.
 *
 * @param places of the rollouts, by their workloads
 */
record ProgrammeOrder(Map<Workload, Place> places) {

  private static final Map<String, Workload> BY_SLUG =
      Arrays.stream(Workload.values()).collect(Collectors.toMap(Workload::slug, w -> w));

  Map<Workload, Set<Workload>> read() {
    Map<Workload, Set<Workload>> after = new LinkedHashMap<>();
    places.forEach((workload, place) -> after.put(workload, named(workload, place.at("after"))));
    if (cycle(after)) {
      return after;
    }
    places.forEach(
        (workload, place) -> {
          if (!place.at("after").given()) {
            usual(workload, after);
          }
        });
    places.keySet().forEach(workload -> requireAfterImplied(workload, after));
    return after;
  }

  private Set<Workload> named(Workload workload, Place place) {
    Set<Workload> named = EnumSet.noneOf(Workload.class);
    if (!place.given()) {
      return named;
    }
    for (Place item : place.items(Workload.values().length)) {
      Workload other = item.choice(BY_SLUG);
      if (other == workload) {
        item.problem("A rollout cannot wait for itself.");
      } else if (other != null && !places.containsKey(other)) {
        item.problem(
            "No rollout of this programme moves %s; those of it move %s."
                .formatted(other.slug(), slugs()));
      } else if (other != null && !named.add(other)) {
        item.problem("This is there twice.");
      }
    }
    return named;
  }

  private String slugs() {
    return places.keySet().stream().map(Workload::slug).collect(Collectors.joining(", "));
  }

  /** Tells of one rollout that waits for itself by way of others, if there is one. */
  private boolean cycle(Map<Workload, Set<Workload>> after) {
    for (Workload workload : places.keySet()) {
      for (Workload first : after.get(workload)) {
        if (first == workload || before(first, after).contains(workload)) {
          places
              .get(workload)
              .at("after")
              .problem(
                  "%s waits for %s, which waits for %s in turn: neither would ever begin."
                      .formatted(workload.title(), first.title(), workload.title()));
          return true;
        }
      }
    }
    return false;
  }

  /** Where others wait for this one because the text says so, it does not wait for them. */
  private void usual(Workload workload, Map<Workload, Set<Workload>> after) {
    Set<Workload> earlier = EnumSet.noneOf(Workload.class);
    earlier.addAll(RecommendedOrder.before(workload));
    earlier.addAll(workload.implied());
    earlier.retainAll(places.keySet());
    for (Workload other : earlier) {
      if (!before(other, after).contains(workload)) {
        after.get(workload).add(other);
      }
    }
  }

  private void requireAfterImplied(Workload workload, Map<Workload, Set<Workload>> after) {
    for (Workload implied : workload.implied()) {
      if (!places.containsKey(implied) || before(workload, after).contains(implied)) {
        continue;
      }
      boolean named = places.get(workload).at("after").given();
      places
          .get(named ? workload : implied)
          .at("after")
          .problem(
              "%s takes %s to Intune with it and has to come after it; %s."
                  .formatted(
                      workload.title(),
                      implied.title(),
                      named
                          ? "name %s here".formatted(implied.slug())
                          : "leave out %s here".formatted(workload.slug())));
    }
  }

  /** Those that a workload waits for, directly or by way of others. */
  static Set<Workload> before(Workload workload, Map<Workload, Set<Workload>> after) {
    Set<Workload> before = EnumSet.noneOf(Workload.class);
    Deque<Workload> open = new ArrayDeque<>(List.of(workload));
    while (!open.isEmpty()) {
      after.get(open.pop()).stream().filter(before::add).forEach(open::push);
    }
    return before;
  }
}
