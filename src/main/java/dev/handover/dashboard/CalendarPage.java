package dev.handover.dashboard;

import dev.handover.calendar.Freeze;
import dev.handover.calendar.Freezes;
import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.calendar.Scope;
import dev.handover.estate.EstateClock;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.workload.Workload;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** When a move may happen: the windows with their next openings, and the freezes. */
@Controller
class CalendarPage {

  private static final int OPENINGS = 3;

  private final MaintenanceWindows windows;
  private final Freezes freezes;
  private final Overview overview;
  private final Frame frame;
  private final EstateClock clock;

  CalendarPage(
      MaintenanceWindows windows,
      Freezes freezes,
      Overview overview,
      Frame frame,
      EstateClock clock) {
    this.windows = windows;
    this.freezes = freezes;
    this.overview = overview;
    this.frame = frame;
    this.clock = clock;
  }

  /**
   * @param holds what it holds, in words
   * @param closes when it closes; null where it is not open
   * @param openings the next ones, at most three; none where it never opens again
   */
  public record WindowRow(
      MaintenanceWindow window,
      String holds,
      String length,
      Instant closes,
      List<Instant> openings) {}

  /**
   * @param scope what it freezes, in words
   */
  public record FreezeRow(Freeze freeze, String scope, boolean inForce) {}

  @GetMapping("/calendar")
  String calendar(Model model, Actor actor) {
    fill(model, actor);
    return "calendar";
  }

  @GetMapping("/calendar/live")
  String live(Model model, Actor actor) {
    fill(model, actor);
    return "calendar :: live";
  }

  private void fill(Model model, Actor actor) {
    frame.fill(model, actor);
    Instant now = clock.instant();
    model.addAttribute("windows", windows.all().stream().map(w -> row(w, now)).toList());
    model.addAttribute(
        "freezes",
        rows(freezes.from(now), now).stream()
            .sorted(Comparator.comparing((FreezeRow row) -> !row.inForce()))
            .toList());
    model.addAttribute("workloads", Workload.values());
    model.addAttribute("sites", overview.sites());
    model.addAttribute("manages", actor.is(Role.ADMINISTRATOR));
  }

  private static WindowRow row(MaintenanceWindow window, Instant now) {
    return new WindowRow(
        window,
        window.holdsAll() ? scope(window.scope()) : "The plans that name it",
        Moments.size(window.length()),
        window.open(now) ? window.closes(now) : null,
        Stream.iterate(
                window.nextOpening(now),
                Optional::isPresent,
                last -> last.flatMap(window::nextOpening))
            .limit(OPENINGS)
            .map(Optional::orElseThrow)
            .toList());
  }

  static List<FreezeRow> rows(List<Freeze> freezes, Instant now) {
    return freezes.stream().map(f -> new FreezeRow(f, scope(f.scope()), f.inForce(now))).toList();
  }

  private static String scope(Scope scope) {
    return (scope.workload() == null ? "Everything" : Workload.of(scope.workload()).title())
        + (scope.site() == null ? "" : " at " + scope.site());
  }
}
