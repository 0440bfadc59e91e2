package dev.handover.rollout;

import dev.handover.calendar.CalendarFile;
import dev.handover.calendar.Freeze;
import dev.handover.calendar.Freezes;
import dev.handover.calendar.InvalidWindow;
import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.security.Actor;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes windows and freezes over from a calendar file, all of them or none. Taken a second time, it
 * changes nothing.
 */
@Service
public class CalendarImport {

  private final MaintenanceWindows windows;
  private final Freezes freezes;
  private final CalendarDesk desk;
  private final Clock clock;

  CalendarImport(MaintenanceWindows windows, Freezes freezes, CalendarDesk desk, Clock clock) {
    this.windows = windows;
    this.freezes = freezes;
    this.desk = desk;
    this.clock = clock;
  }

  /**
   * What became of the events.
   *
   * @param windowsAdded names that were not known
   * @param windowsReplaced names that were, with something else
   * @param freezesAdded freezes that were not known
   * @param freezesOver freezes that are over, and were left out
   * @param unchanged windows and freezes that were known just so
   * @param cancelled events that the file calls cancelled, and were left out; what is known of them
   *     stays
   */
  public record Result(
      int windowsAdded,
      int windowsReplaced,
      int freezesAdded,
      int freezesOver,
      int unchanged,
      int cancelled) {}

  /**
   * @throws InvalidWindow if a freeze or a window would hold nothing; the field says which event
   * @throws Refused as in {@link CalendarDesk#set}
   */
  @Transactional
  public Result take(CalendarFile file, Actor actor) {
    Instant now = clock.instant();
    int added = 0;
    int replaced = 0;
    int unchanged = 0;
    for (MaintenanceWindow window : file.windows()) {
      MaintenanceWindow known = windows.find(window.name()).orElse(null);
      if (window.equals(known)) {
        unchanged++;
        continue;
      }
      named(
          window.name(),
          () -> {
            desk.keep(window, actor);
            return window;
          });
      added += known == null ? 1 : 0;
      replaced += known == null ? 0 : 1;
    }
    List<Freeze> known = new ArrayList<>(freezes.from(now));
    int frozen = 0;
    int over = 0;
    for (Freeze freeze : file.freezes()) {
      if (known.stream().anyMatch(freeze::sameAs)) {
        unchanged++;
      } else if (!freeze.endsAt().isAfter(now)) {
        over++;
      } else {
        known.add(named(freeze.reason(), () -> desk.set(freeze, actor)));
        frozen++;
      }
    }
    return new Result(added, replaced, frozen, over, unchanged, file.cancelled());
  }

  /** What refuses an event does not know where it stands. */
  private static <T> T named(String summary, Supplier<T> taken) {
    try {
      return taken.get();
    } catch (InvalidWindow e) {
      String event = "vent '%s'".formatted(summary);
      throw new InvalidWindow("e" + event, "E%s: %s".formatted(event, e.getMessage()));
    }
  }
}
