package dev.handover.api;

import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.calendar.Scope;
import dev.handover.rollout.CalendarDesk;
import dev.handover.rollout.Refused;
import dev.handover.security.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

@RestController
@RequestMapping("/api/calendar/windows")
@Tag(name = "Calendar", description = "When a move may happen")
class CalendarController {

  private final MaintenanceWindows windows;
  private final CalendarDesk desk;
  private final Clock clock;

  CalendarController(MaintenanceWindows windows, CalendarDesk desk, Clock clock) {
    this.windows = windows;
    this.desk = desk;
    this.clock = clock;
  }

  /**
   * @param zone an IANA name such as {@code Europe/Berlin}
   * @param recurrence an RFC 5545 rule such as {@code FREQ=WEEKLY;BYDAY=FR,SA}
   * @param firstStart local time in that zone
   * @param length ISO-8601, one minute to seven days
   * @param workload whatever is moved of it moves only while the window is open
   * @param site likewise of its devices; with neither, the window holds the plans that name it
   */
  @Schema(
      example =
          """
          {"name": "weekend", "zone": "Europe/Berlin", "recurrence": "FREQ=WEEKLY;BYDAY=SA",
           "firstStart": "2026-12-05T06:00", "length": "PT36H", "workload": "client-apps"}""")
  record WindowInput(
      String name,
      String zone,
      String recurrence,
      String firstStart,
      Duration length,
      String workload,
      String site) {

    WindowInput named(String other) {
      return new WindowInput(other, zone, recurrence, firstStart, length, workload, site);
    }
  }

  /**
   * @param open whether it is open now
   * @param changes when it closes, or opens next; null where it never does again
   */
  record WindowBody(
      String name,
      String zone,
      String recurrence,
      String firstStart,
      Duration length,
      String workload,
      String site,
      boolean open,
      Instant changes) {}

  @Operation(summary = "All maintenance windows, by name")
  @GetMapping
  List<WindowBody> all() {
    return windows.all().stream().map(this::body).toList();
  }

  @Operation(summary = "One maintenance window")
  @GetMapping("/{name}")
  WindowBody one(@PathVariable String name) {
    return windows.find(name).map(this::body).orElseThrow(() -> unknown(name));
  }

  @Operation(
      summary = "Add a maintenance window",
      description =
          "409 where the name is taken. With a workload, a site or both it holds whatever is of"
              + " them: of the windows of each scope one has to be open. With neither it holds the"
              + " plans that name it.")
  @PostMapping
  ResponseEntity<WindowBody> add(@RequestBody WindowInput input, Actor actor) {
    MaintenanceWindow window = window(input);
    if (windows.exists(window.name())) {
      throw Refused.conflict("There is a window '%s' already.".formatted(window.name()));
    }
    desk.keep(window, actor);
    return ResponseEntity.created(
            UriComponentsBuilder.fromPath("/api/calendar/windows/{name}").build(window.name()))
        .body(body(window));
  }

  @Operation(
      summary = "Replace a maintenance window",
      description = "404 where there is none of this name; the name stays.")
  @PutMapping("/{name}")
  WindowBody replace(@PathVariable String name, @RequestBody WindowInput input, Actor actor) {
    if (input.name() != null && !input.name().equals(name)) {
      throw new BadInput(
          "name", "The window is '%s'; its name stays, for plans call it by that.".formatted(name));
    }
    if (!windows.exists(name)) {
      throw unknown(name);
    }
    MaintenanceWindow window = window(input.named(name));
    desk.keep(window, actor);
    return body(window);
  }

  @Operation(
      summary = "Remove a maintenance window",
      description = "Rollouts that wait for it then wait until it is there again.")
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String name, Actor actor) {
    desk.remove(name, actor);
  }

  private static MaintenanceWindow window(WindowInput input) {
    Text.optional("name", input.name(), 60);
    return MaintenanceWindow.of(
        input.name(),
        input.zone(),
        input.recurrence(),
        input.firstStart(),
        input.length(),
        new Scope(input.workload(), input.site()));
  }

  private WindowBody body(MaintenanceWindow window) {
    Instant now = clock.instant();
    boolean open = window.open(now);
    return new WindowBody(
        window.name(),
        window.zone().getId(),
        window.recurrence(),
        window.firstStart().toString(),
        window.length(),
        window.scope().workload(),
        window.scope().site(),
        open,
        open ? window.closes(now) : window.nextOpening(now).orElse(null));
  }

  private static NotFound unknown(String name) {
    return new NotFound("There is no maintenance window '%s'.".formatted(name));
  }
}
