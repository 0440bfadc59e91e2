package dev.handover.calendar;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Windows of which one has to be open. */
record Openings(List<MaintenanceWindow> windows) {

  Openings {
    windows = List.copyOf(windows);
  }

  /** The next time that one of them opens. */
  record Opening(MaintenanceWindow window, Instant at) {}

  boolean open(Instant at) {
    return windows.stream().anyMatch(w -> w.open(at));
  }

  /** None if all their recurrences have come to their end. */
  Optional<Opening> next(Instant after) {
    return windows.stream()
        .flatMap(w -> w.nextOpening(after).map(at -> new Opening(w, at)).stream())
        .min(Comparator.comparing(Opening::at));
  }

  /** The one that stands for all of them in a sentence. */
  MaintenanceWindow first() {
    return windows.get(0);
  }
}
