package dev.handover.health;

import static dev.handover.device.DeviceCount.devices;
import static dev.handover.device.DeviceCount.number;

import dev.handover.device.DeviceCount;
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
          "%s excluded from a cohort of %s"
              .formatted(are(evidence.excluded()), number(evidence.cohort())));
      return found;
    }
    if (evidence.ordered() > evidence.counted()) {
      found.add(
          "%s ordered to move, and the wave has %s"
              .formatted(are(evidence.ordered()), number(evidence.counted())));
    }
    if (evidence.confirmed() > evidence.ordered()) {
      found.add(
          "%s confirmed, and %s ordered"
              .formatted(
                  DeviceCount.of(evidence.confirmed(), "move is", "moves are"),
                  DeviceCount.of(evidence.ordered(), "was", "were")));
    }
    Set<String> names = new HashSet<>();
    for (MetricEvidence metric : evidence.metrics()) {
      long all = (long) metric.reported() + metric.stale() + metric.silent() + metric.pending();
      if (!names.add(metric.name())) {
        found.add("%s is counted twice".formatted(metric.name()));
      }
      if (all > evidence.counted()) {
        found.add(
            "%s counts %s, and the wave has %s"
                .formatted(metric.name(), devices(all), number(evidence.counted())));
      }
      if (metric.reported() + metric.stale() > evidence.confirmed()) {
        found.add(
            "%s has reports of %s, and the move of %s is confirmed"
                .formatted(
                    metric.name(),
                    devices(metric.reported() + metric.stale()),
                    number(evidence.confirmed())));
      }
    }
    for (ChangeEvidence change : evidence.changes()) {
      if (change.moved().devices() > evidence.counted()) {
        found.add(
            "%s compares %s, and the wave has %s"
                .formatted(
                    change.metric(),
                    devices(change.moved().devices()),
                    number(evidence.counted())));
      }
      if (change.moved().reported() > evidence.confirmed()) {
        found.add(
            "%s compares reports of %s, and the move of %s is confirmed"
                .formatted(
                    change.metric(),
                    devices(change.moved().reported()),
                    number(evidence.confirmed())));
      }
    }
    return found;
  }

  private static String are(long devices) {
    return DeviceCount.of(devices, "device is", "devices are");
  }
}
