package dev.handover.rollout;

import dev.handover.calendar.Freeze;
import dev.handover.calendar.Freezes;
import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.calendar.MoveCalendar;
import dev.handover.calendar.MoveCalendar.Closed;
import dev.handover.calendar.Scope;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Holds what a rollout would move while its window is closed or a freeze is in force: a wave that
 * waits does not begin, what is ordered and not yet sent stays where it is, and the slider is not
 * set. What goes back is not held. A hold of the calendar is not a pause: neither lifts the other.
 */
@Component
class CalendarHold {

  private static final Logger log = LoggerFactory.getLogger(CalendarHold.class);

  private final RolloutStore rollouts;
  private final ReadPlans plans;
  private final MaintenanceWindows windows;
  private final Freezes freezes;
  private final BreakGlassStore glass;
  private final RolloutJournal journal;
  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;
  private final Clock clock;

  CalendarHold(
      RolloutStore rollouts,
      ReadPlans plans,
      MaintenanceWindows windows,
      Freezes freezes,
      BreakGlassStore glass,
      RolloutJournal journal,
      TransactionTemplate transaction,
      JdbcClient jdbc,
      Clock clock) {
    this.rollouts = rollouts;
    this.plans = plans;
    this.windows = windows;
    this.freezes = freezes;
    this.glass = glass;
    this.journal = journal;
    this.transaction = transaction;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Holds, and lets go of, every rollout that would move something now. */
  void look() {
    Today today = today();
    for (RolloutRow rollout : moving()) {
      if (changes(rollout, today)) {
        try {
          transaction.executeWithoutResult(t -> keep(rollouts.lock(rollout.id()), today));
        } catch (RuntimeException e) {
          log.atError()
              .addKeyValue("rollout", rollout.id())
              .setCause(e)
              .log("The calendar could not be kept for {}; it is tried again.", rollout.id());
        }
      }
    }
  }

  /**
   * Holds a wave that would begin, in the caller's transaction. For its window it is meant to wait,
   * and nobody needs to be told.
   */
  void hold(RolloutRow rollout, Closed closed) {
    if (closed.stops() && !closed.reason().equals(rollout.calendarHold())) {
      keep(rollout, Optional.of(closed));
    }
  }

  private List<RolloutRow> moving() {
    return jdbc.sql(
            """
            select * from rollout r
            where r.calendar_hold is not null
              or r.ended_at is null and r.state <> 'ROLLING_BACK' and (
                r.id in (
                  select o.rollout_id from authority_order o
                  join wave w on w.rollout_id = o.rollout_id and w.no = o.wave_no
                  where w.state in ('MOVING', 'SOAKING', 'PASSED')
                    and o.direction = 'TO_INTUNE' and o.state in ('ORDERED', 'CLAIMED'))
                or exists (
                  select 1 from slider_order o
                  where o.rollout_id = r.id and o.state = 'ORDERED'))
            order by r.id""")
        .query(RolloutStore::row)
        .list();
  }

  private static boolean changes(RolloutRow rollout, Today today) {
    return !Objects.equals(hold(held(rollout, today)), rollout.calendarHold());
  }

  private void keep(RolloutRow rollout, Today today) {
    if (changes(rollout, today)) {
      keep(rollout, held(rollout, today));
    }
  }

  private void keep(RolloutRow rollout, Optional<Closed> closed) {
    String hold = hold(closed);
    rollouts.calendarHold(rollout.id(), hold, closed.map(Closed::until).orElse(null));
    if (rollout.calendarHold() == null) {
      journal.tell("calendar", "moves-held", rollout.id(), hold);
    } else if (hold == null) {
      journal.tell("calendar", "moves-free", rollout.id(), "The calendar lets it move again.");
    }
  }

  /** What goes back, or has ended, is not held. */
  private static Optional<Closed> held(RolloutRow rollout, Today today) {
    return rollout.state().goesForward() ? today.closed(rollout) : Optional.empty();
  }

  private static String hold(Optional<Closed> closed) {
    return closed.map(Closed::reason).orElse(null);
  }

  /** The calendar as it stands now, read once for as many rollouts as are asked about. */
  Today today() {
    return new Today();
  }

  /** What rollouts of a kind share. */
  private record Kind(String window, String workload) {

    boolean touches(Scope scope) {
      return scope.workload() == null || scope.workload().equals(workload);
    }
  }

  /** The calendar as it stood at one moment. */
  final class Today {

    private final Instant at = clock.instant();
    private final List<MaintenanceWindow> all = windows.all();
    private final List<Freeze> frozen = freezes.from(at);
    private final Set<String> broken = glass.broken();

    /** Whether sites differ; most calendars tell none apart, and then no device is asked about. */
    private final boolean bySite =
        Stream.concat(
                all.stream().map(MaintenanceWindow::scope), frozen.stream().map(Freeze::scope))
            .anyMatch(scope -> scope.site() != null);

    private final Map<Kind, Optional<Closed>> atEverySite = new HashMap<>();

    /** Why the wave that is at hand, or the slider, may not move now; empty if it may. */
    Optional<Closed> closed(RolloutRow rollout) {
      Kind kind = new Kind(plans.of(rollout).schedule().window(), rollout.workload().slug());
      Optional<Closed> closed = atEverySite.computeIfAbsent(kind, k -> closed(k, k::touches));
      if (closed.isEmpty() || !bySite && !broken.contains(rollout.id())) {
        return closed;
      }
      int wave = glass.waveAtHand(rollout.id());
      if (glass.broken(rollout.id(), wave)) {
        return Optional.empty();
      }
      return closed(
          kind,
          scope ->
              kind.touches(scope)
                  && (scope.site() == null || touches(scope.site(), rollout.id(), wave)));
    }

    private Optional<Closed> closed(Kind kind, Predicate<Scope> within) {
      return new MoveCalendar(kind.window(), all, frozen, within).closed(at);
    }
  }

  /** By what the wave at hand has there, or is unsent; the slider moves all sites. */
  private boolean touches(String site, String rolloutId, int wave) {
    return jdbc.sql(
            """
            select exists (
                select 1 from wave w
                where w.rollout_id = :rollout and w.no = :wave and w.cohort_from < w.no)
              or exists (
                select 1 from wave_device x join device d on d.id = x.device_id
                where x.rollout_id = :rollout and x.wave_no = :wave and x.excluded is null
                  and d.site = :site)
              or exists (
                select 1 from authority_order o join device d on d.id = o.device_id
                where o.rollout_id = :rollout and o.direction = 'TO_INTUNE'
                  and o.state in ('ORDERED', 'CLAIMED') and d.site = :site)""")
        .params(Map.of("rollout", rolloutId, "wave", wave, "site", site))
        .query(Boolean.class)
        .single();
  }
}
