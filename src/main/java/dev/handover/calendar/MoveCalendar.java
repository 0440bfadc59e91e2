package dev.handover.calendar;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * When something may move: while its window, if it has one, is open and no freeze is in force. A
 * pure function of both.
 *
 * @param windowName of the plan; null where it names none
 * @param window null where there is none of that name: then nothing may move
 * @param freezes those that touch what would move
 */
public record MoveCalendar(String windowName, MaintenanceWindow window, List<Freeze> freezes) {

  /** Each step goes past the end of a freeze or to an opening; nobody plans further. */
  private static final int STEPS = 1_000;

  public MoveCalendar {
    freezes = List.copyOf(freezes);
  }

  /**
   * Why nothing may move.
   *
   * @param reason a sentence
   * @param until the next moment at which something may, as far as is known; null if none is
   */
  public record Closed(String reason, Instant until) {}

  /** Empty if something may move at this moment. */
  public Optional<Closed> closed(Instant at) {
    if (windowName != null && window == null) {
      return Optional.of(
          new Closed("The maintenance window '%s' no longer exists.".formatted(windowName), null));
    }
    Optional<Freeze> frozen = frozen(at);
    boolean shut = window != null && !window.open(at);
    if (frozen.isEmpty() && !shut) {
      return Optional.empty();
    }
    Optional<Instant> next = next(at);
    String reason;
    if (frozen.isPresent()) {
      Freeze freeze = frozen.get();
      reason =
          "Frozen until %s by %s: %s"
              .formatted(Moment.words(freeze.endsAt()), freeze.owner(), sentence(freeze.reason()));
      if (!next.equals(Optional.of(freeze.endsAt()))) {
        reason +=
            next.map(t -> " The next time to move is %s.".formatted(Moment.words(t)))
                .orElse(" After that there is no time to move.");
      }
    } else {
      reason =
          next.map(
                  t ->
                      "The maintenance window '%s' opens at %s."
                          .formatted(windowName, Moment.words(t)))
              .orElse("The maintenance window '%s' does not open any more.".formatted(windowName));
      Optional<Instant> opening = window.nextOpening(at);
      if (opening.isPresent() && !opening.equals(next)) {
        reason =
            "The maintenance window '%s' opens at %s, in a freeze by %s. %s"
                .formatted(
                    windowName,
                    Moment.words(opening.get()),
                    frozen(opening.get()).map(Freeze::owner).orElse("somebody"),
                    next.map(t -> "The next time to move is %s.".formatted(Moment.words(t)))
                        .orElse("There is no time to move."));
      }
    }
    return Optional.of(new Closed(reason, next.orElse(null)));
  }

  private Optional<Freeze> frozen(Instant at) {
    return freezes.stream()
        .filter(f -> f.inForce(at))
        .max(Comparator.comparing(Freeze::endsAt).thenComparing(Freeze::id));
  }

  private Optional<Instant> next(Instant at) {
    Instant next = at;
    for (int step = 0; step < STEPS; step++) {
      Optional<Freeze> frozen = frozen(next);
      if (frozen.isPresent()) {
        next = frozen.get().endsAt();
      } else if (window == null || window.open(next)) {
        return Optional.of(next);
      } else {
        Optional<Instant> opening = window.nextOpening(next);
        if (opening.isEmpty()) {
          return Optional.empty();
        }
        next = opening.get();
      }
    }
    return Optional.empty();
  }

  private static String sentence(String reason) {
    return reason.endsWith(".") ? reason : reason + ".";
  }
}
