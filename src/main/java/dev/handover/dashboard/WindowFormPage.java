package dev.handover.dashboard;

import dev.handover.calendar.InvalidWindow;
import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.estate.EstateClock;
import dev.handover.rollout.CalendarDesk;
import dev.handover.rollout.Refused;
import dev.handover.security.Actor;
import dev.handover.workload.Workload;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** The form on which a maintenance window is chosen, with its next openings before it is kept. */
@Controller
class WindowFormPage {

  /** Tells the page that there is another window now. */
  private static final String KEPT = "window-kept";

  private static final int OPENINGS = 5;
  private static final DateTimeFormatter AT_PLACE =
      DateTimeFormatter.ofPattern("EEE d MMM yyyy, HH:mm", Locale.ENGLISH);

  private final CalendarDesk desk;
  private final MaintenanceWindows windows;
  private final Overview overview;
  private final EstateClock clock;

  WindowFormPage(
      CalendarDesk desk, MaintenanceWindows windows, Overview overview, EstateClock clock) {
    this.desk = desk;
    this.windows = windows;
    this.overview = overview;
    this.clock = clock;
  }

  /**
   * An opening.
   *
   * @param there in the window's own time zone
   */
  public record Opening(String there, Instant at) {}

  /**
   * @param name of the window to change; null for a new one
   */
  @GetMapping("/calendar/windows/form")
  String form(@RequestParam(required = false) String name, Model model) {
    WindowForm form =
        name == null
            ? WindowForm.empty()
            : windows
                .find(name)
                .map(WindowForm::of)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    model.addAttribute("form", form);
    model.addAttribute("known", name != null);
    model.addAttribute("workloads", Workload.values());
    model.addAttribute("sites", overview.sites());
    model.addAttribute("zones", ZoneId.getAvailableZoneIds().stream().sorted().toList());
    return "window :: form";
  }

  /** What the choices come to, as somebody types them. */
  @PostMapping("/calendar/windows/preview")
  String preview(@ModelAttribute WindowForm form, Model model) {
    try {
      show(form.orUnnamed().window(clock.instant()), model);
    } catch (InvalidWindow e) {
      refuse(e.field(), e.getMessage(), model);
    }
    return "window :: said";
  }

  /**
   * @param known whether it is there already, and is to be replaced
   */
  @PostMapping("/calendar/windows")
  String keep(
      @ModelAttribute WindowForm form,
      @RequestParam(defaultValue = "false") boolean known,
      Model model,
      Actor actor,
      HttpServletResponse response) {
    try {
      MaintenanceWindow window = form.window(clock.instant());
      if (!known && windows.exists(window.name())) {
        throw new InvalidWindow("name", "There is a window '%s' already.".formatted(window.name()));
      }
      show(window, model);
      desk.keep(window, actor);
      response.setHeader("HX-Trigger", KEPT);
    } catch (InvalidWindow e) {
      refuse(e.field(), e.getMessage(), model);
    } catch (Refused e) { // no site is known yet
      refuse("site", e.getMessage().replace(" (site)", ""), model);
    }
    return "window :: said";
  }

  private void show(MaintenanceWindow window, Model model) {
    List<Opening> openings =
        Stream.iterate(
                window.nextOpening(clock.instant()),
                Optional::isPresent,
                at -> at.flatMap(window::nextOpening))
            .limit(OPENINGS)
            .map(Optional::orElseThrow)
            .map(at -> new Opening(AT_PLACE.format(at.atZone(window.zone())), at))
            .toList();
    model.addAttribute("window", window);
    model.addAttribute("length", hours(window.length()));
    model.addAttribute("openings", openings);
    model.addAttribute("times", new Moments(clock.instant()));
    model.addAttribute("wrong", Map.of());
    model.addAttribute("fields", WindowForm.FIELDS);
  }

  /** {@code 58 h}, {@code 1 h 30 min}: to the minute, unlike in a list. */
  private static String hours(Duration length) {
    String hours = length.toHours() == 0 ? "" : length.toHours() + " h";
    String minutes = length.toMinutesPart() == 0 ? "" : length.toMinutesPart() + " min";
    return (hours + " " + minutes).strip();
  }

  private static void refuse(String field, String sentence, Model model) {
    model.addAttribute("window", null);
    model.addAttribute("wrong", Map.of(field, sentence));
    model.addAttribute("fields", WindowForm.FIELDS);
  }
}
