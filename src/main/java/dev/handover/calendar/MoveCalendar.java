package dev.handover.calendar;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * When something may move: while no freeze is in force, the window that its plan names, if it names
 * one, is open, and of the windows of each scope that it is within one is open. A pure function of
 * all of them.
 */
public final class MoveCalendar {

  /** Each step goes past the end of a freeze or to an opening; nobody plans further. */
  private static final int STEPS = 1_000;

  private final String missing;
  private final List<Openings> windows;
  private final List<Freeze> freezes;

  /**
   * @param planned the window that the plan names; null where it names none
   * @param windows all that there are; where the planned one is not among them, nothing may move
   * @param freezes all that may be in force
   * @param within whether something that would move is within a scope
   */
  public MoveCalendar(
      String planned,
      List<MaintenanceWindow> windows,
      List<Freeze> freezes,
      Predicate<Scope> within) {
    Map<Scope, Boolean> asked = new HashMap<>();
    Predicate<Scope> touched = scope -> asked.computeIfAbsent(scope, within::test);
    Map<Object, List<MaintenanceWindow>> groups = new LinkedHashMap<>();
    Optional<MaintenanceWindow> named =
        windows.stream().filter(w -> w.name().equals(planned)).findFirst();
    named.ifPresent(w -> groups.put(w.name(), List.of(w)));
    windows.stream()
        .filter(MaintenanceWindow::holdsAll)
        .filter(w -> touched.test(w.scope()))
        .forEach(w -> groups.computeIfAbsent(w.scope(), s -> new ArrayList<>()).add(w));
    this.missing = named.isEmpty() ? planned : null;
    this.windows = groups.values().stream().map(Openings::new).toList();
    this.freezes = freezes.stream().filter(f -> touched.test(f.scope())).toList();
  }

  /**
   * Why nothing may move.
   *
   * @param reason a sentence
   * @param until the next moment at which something may, as far as is known; null if none is
   * @param frozen whether a freeze is in force, and not only a window closed
   */
  public record Closed(String reason, Instant until, boolean frozen) {

    /** Whether it is no ordinary waiting: something stops the move, or it would wait for good. */
    public boolean stops() {
      return frozen || until == null;
    }
  }

  /** Empty if something may move at this moment. */
  public Optional<Closed> closed(Instant at) {
    if (missing != null) {
      return Optional.of(
          new Closed(
              "The maintenance window '%s' no longer exists.".formatted(missing), null, false));
    }
    Optional<Freeze> frozen = frozen(at);
    Optional<Openings> shut = shut(at);
    if (frozen.isEmpty() && shut.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> next = next(at);
    String reason = frozen.isPresent() ? frozen(frozen.get(), next) : shut(shut.get(), at, next);
    return Optional.of(new Closed(reason, next.orElse(null), frozen.isPresent()));
  }

  private static String frozen(Freeze freeze, Optional<Instant> next) {
    String reason =
        "Frozen until %s by %s: %s"
            .formatted(Moment.words(freeze.endsAt()), freeze.owner(), sentence(freeze.reason()));
    return next.equals(Optional.of(freeze.endsAt()))
        ? reason
        : reason
            + next.map(t -> " The next time to move is %s.".formatted(Moment.words(t)))
                .orElse(" After that there is no time to move.");
  }

  private String shut(Openings shut, Instant at, Optional<Instant> next) {
    Optional<Openings.Opening> opening = shut.next(at);
    if (opening.isEmpty()) {
      return "%s does not open any more.".formatted(title(shut.first()));
    }
    Instant opens = opening.get().at();
    String reason = "%s opens at %s".formatted(title(opening.get().window()), Moment.words(opens));
    if (next.equals(Optional.of(opens))) {
      return reason + ".";
    }
    return "%s, %s. %s"
        .formatted(
            reason,
            frozen(opens)
                .map(f -> "in a freeze by " + f.owner())
                .or(() -> shut(opens).map(o -> "when %s is closed".formatted(named(o.first()))))
                .orElseThrow(),
            next.map(t -> "The next time to move is %s.".formatted(Moment.words(t)))
                .orElse("There is no time to move."));
  }

  private static String title(MaintenanceWindow window) {
    String name = named(window);
    return "The maintenance window" + name.substring(name.indexOf(' '));
  }

  /** With what it is of: {@code window 'nights' (client-apps at LON)}. */
  private static String named(MaintenanceWindow window) {
    Scope of = window.scope();
    String scope =
        Stream.of(of.workload(), of.site()).filter(Objects::nonNull).collect(joining(" at "));
    return "window '%s'%s".formatted(window.name(), scope.isEmpty() ? "" : " (" + scope + ")");
  }

  private Optional<Openings> shut(Instant at) {
    return windows.stream().filter(w -> !w.open(at)).findFirst();
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
        continue;
      }
      Optional<Openings> shut = shut(next);
      if (shut.isEmpty()) {
        return Optional.of(next);
      }
      Optional<Openings.Opening> opening = shut.get().next(next);
      if (opening.isEmpty()) {
        return Optional.empty();
      }
      next = opening.get().at();
    }
    return Optional.empty();
  }

  private static String sentence(String reason) {
    return reason.endsWith(".") ? reason : reason + ".";
  }
}
