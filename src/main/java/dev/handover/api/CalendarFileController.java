package dev.handover.api;

import dev.handover.calendar.CalendarFile;
import dev.handover.calendar.Freezes;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.rollout.CalendarImport;
import dev.handover.security.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Calendar", description = "When a move may happen")
class CalendarFileController {

  private static final String ICS = "text/calendar;charset=UTF-8";

  private final MaintenanceWindows windows;
  private final Freezes freezes;
  private final CalendarImport imports;
  private final Clock clock;

  CalendarFileController(
      MaintenanceWindows windows, Freezes freezes, CalendarImport imports, Clock clock) {
    this.windows = windows;
    this.freezes = freezes;
    this.imports = imports;
    this.clock = clock;
  }

  @Operation(
      summary = "Windows and freezes as an iCalendar file",
      description = "For Outlook and other calendars; what has ended is left out.")
  @GetMapping(path = "/api/calendar.ics", produces = ICS)
  byte[] file() {
    return new CalendarFile(windows.all(), freezes.from(clock.instant()))
        .write(clock.instant())
        .getBytes(StandardCharsets.UTF_8);
  }

  @Operation(
      summary = "Take windows and freezes over from an iCalendar file",
      description =
          "All or none. An event that recurs is a window of the name in its summary, and replaces one"
              + " of that name; one of the category FREEZE is a freeze and may not recur. One that is"
              + " cancelled is left out, and removes nothing. What is not kept, such as single days"
              + " without an opening (EXDATE), is refused.")
  @PostMapping(path = "/api/calendar/import", consumes = "text/calendar")
  CalendarImport.Result take(@RequestBody byte[] body, Actor actor) {
    return imports.take(CalendarFile.read(Text.utf8("calendar", body), actor.id()), actor);
  }
}
