package dev.handover.health;

import dev.handover.health.Evidence.MetricEvidence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Evidence that cannot be true: nothing is concluded from any of it. */
final class Contradictions {

  private Contradictions() {}

  static List<String> in(Evidence evidence) {
    List<String> found = new ArrayList<>();
    if (evidence.excluded() > evidence.cohort()) {
      found.add(
          "%d devices are excluded from a cohort of %d"
              .formatted(evidence.excluded(), evidence.cohort()));
      return found;
    }
    if (evidence.ordered() > evidence.counted()) {
      found.add(
          "%d devices are ordered to move, and the wave has %d"
              .formatted(evidence.ordered(), evidence.counted()));
    }
    if (evidence.confirmed() > evidence.ordered()) {
      found.add(
          "%d moves are confirmed, and %d were ordered"
              .formatted(evidence.confirmed(), evidence.ordered()));
    }
    Set<String> names = new HashSet<>();
    for (MetricEvidence metric : evidence.metrics()) {
      long all = (long) metric.reported() + metric.stale() + metric.silent() + metric.pending();
      if (!names.add(metric.name())) {
        found.add("%s is counted twice".formatted(metric.name()));
      }
      if (all > evidence.counted()) {
        found.add(
            "%s counts %d devices, and the wave has %d"
                .formatted(metric.name(), all, evidence.counted()));
      }
      if (metric.reported() + metric.stale() > evidence.confirmed()) {
        found.add(
            "%s has reports of %d devices, and the move of %d is confirmed"
                .formatted(
                    metric.name(), metric.reported() + metric.stale(), evidence.confirmed()));
      }
    }
    for (ChangeEvidence change : evidence.changes()) {
      if (change.moved().devices() > evidence.counted()) {
        found.add(
            "%s compares %d devices, and the wave has %d"
                .formatted(change.metric(), change.moved().devices(), evidence.counted()));
      }
      if (change.moved().reported() > evidence.confirmed()) {
        found.add(
            "%s compares reports of %d devices, and the move of %d is confirmed"
                .formatted(change.metric(), change.moved().reported(), evidence.confirmed()));
      }
    }
    return found;
  }
}
