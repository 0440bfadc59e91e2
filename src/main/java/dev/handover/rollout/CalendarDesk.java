package dev.handover.rollout;

import dev.handover.audit.Journal;
import dev.handover.calendar.Freeze;
import dev.handover.calendar.Freezes;
import dev.handover.calendar.InvalidWindow;
import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.calendar.Moment;
import dev.handover.calendar.Scope;
import dev.handover.security.Actor;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Sets and ends freezes, keeps and removes windows; the next cycle of the watch, before it sends
 * anything, keeps to them.
 */
@Service
public class CalendarDesk {

  private final Freezes freezes;
  private final MaintenanceWindows windows;
  private final Journal journal;
  private final JdbcClient jdbc;
  private final Clock clock;

  public CalendarDesk(
      Freezes freezes, MaintenanceWindows windows, Journal journal, JdbcClient jdbc, Clock clock) {
    this.freezes = freezes;
    this.windows = windows;
    this.journal = journal;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * @throws InvalidWindow if it is over already, or names a workload or a site that there is not:
   *     it would freeze nothing
   * @throws Refused as a conflict where no device has been read, so that no site is known
   */
  @Transactional
  public Freeze set(Freeze asked, Actor actor) {
    if (!asked.endsAt().isAfter(clock.instant())) {
      throw new InvalidWindow("endsAt", "The freeze would be over already.");
    }
    requireKnown(asked.scope());
    Freeze freeze = freezes.add(asked);
    tell(actor, "freeze-set", freeze, "A freeze of %s from %s until %s, of %s: %s");
    return freeze;
  }

  /** What is of nothing that there is would hold nothing. */
  private void requireKnown(Scope asked) {
    if (asked.workload() != null
        && Arrays.stream(Workload.values()).noneMatch(w -> w.slug().equals(asked.workload()))) {
      throw new InvalidWindow(
          "workload",
          "There is no workload '%s'; it is one of %s."
              .formatted(
                  asked.workload(),
                  Arrays.stream(Workload.values())
                      .map(Workload::slug)
                      .collect(Collectors.joining(", "))));
    }
    if (asked.site() != null && !found("where site = :site", asked.site())) {
      throw found("", asked.site())
          ? new InvalidWindow("site", "No device is at a site '%s'.".formatted(asked.site()))
          : Refused.conflict(
              "No device has been read yet, so no site is known (site); ask again once some have, or name no site.");
    }
  }

  private boolean found(String where, String site) {
    return jdbc.sql("select exists (select 1 from device %s)".formatted(where))
        .param("site", site)
        .query(Boolean.class)
        .single();
  }

  /**
   * Ends it now.
   *
   * @throws Refused if there is none, or it is over
   */
  @Transactional
  public void end(long id, Actor actor) {
    Freeze freeze =
        freezes.find(id).orElseThrow(() -> Refused.unknown("There is no freeze %d.".formatted(id)));
    if (!freezes.end(id, clock.instant())) {
      throw Refused.conflict("Freeze %d has ended already.".formatted(id));
    }
    tell(actor, "freeze-ended", freeze, "The freeze of %s from %s until %s, of %s, ends now: %s");
  }

  /**
   * Adds a window, or replaces the one of its name.
   *
   * @throws InvalidWindow if it is of a workload or a site that there is not
   * @throws Refused as in {@link #set}
   */
  @Transactional
  public void keep(MaintenanceWindow window, Actor actor) {
    requireKnown(window.scope());
    windows.save(window);
    journal.append(
        actor.id(),
        "window-kept",
        "window " + window.name(),
        null,
        "The maintenance window '%s' (%s, %s, for %s) holds %s."
            .formatted(
                window.name(),
                window.recurrence(),
                window.zone(),
                Words.of(window.length()),
                window.holdsAll() ? what(window.scope()) : "the plans that name it"));
  }

  /**
   * Rollouts whose plans name it then wait until it is there again.
   *
   * @throws Refused if there is none
   */
  @Transactional
  public void remove(String name, Actor actor) {
    if (!windows.delete(name)) {
      throw Refused.unknown("There is no maintenance window '%s'.".formatted(name));
    }
    journal.append(
        actor.id(),
        "window-removed",
        "window " + name,
        null,
        "The maintenance window '%s' is removed.".formatted(name));
  }

  private static String what(Scope scope) {
    return (scope.workload() == null ? "everything" : Workload.of(scope.workload()).title())
        + (scope.site() == null ? "" : " at " + scope.site());
  }

  private void tell(Actor actor, String action, Freeze freeze, String sentence) {
    journal.append(
        actor.id(),
        action,
        "freeze " + freeze.id(),
        null,
        sentence.formatted(
            what(freeze.scope()),
            Moment.words(freeze.startsAt()),
            Moment.words(freeze.endsAt()),
            freeze.owner(),
            freeze.reason()));
  }
}
