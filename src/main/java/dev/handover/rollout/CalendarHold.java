package dev.handover.rollout;

import dev.handover.calendar.Freezes;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.calendar.MoveCalendar;
import dev.handover.calendar.MoveCalendar.Closed;
import dev.handover.calendar.Scope;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    List<String> moving =
        jdbc.sql(
                """
                select r.id from rollout r
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
            .query(String.class)
            .list();
    for (String id : moving) {
      try {
        transaction.executeWithoutResult(t -> look(rollouts.lock(id)));
      } catch (RuntimeException e) {
        log.atError()
            .addKeyValue("rollout", id)
            .setCause(e)
            .log("The calendar could not be kept for rollout {}; it is tried again.", id);
      }
    }
  }

  private void look(RolloutRow rollout) {
    Optional<Closed> closed = rollout.state().goesForward() ? closed(rollout) : Optional.empty();
    String hold = closed.map(Closed::reason).orElse(null);
    if (Objects.equals(hold, rollout.calendarHold())) {
      return;
    }
    rollouts.calendarHold(rollout.id(), hold, closed.map(Closed::until).orElse(null));
    if (rollout.calendarHold() == null) {
      journal.tell("calendar", "moves-held", rollout.id(), hold);
    } else if (hold == null) {
      journal.tell("calendar", "moves-free", rollout.id(), "The calendar lets it move again.");
    }
  }

  /** Why the wave that is at hand, or the slider, may not move now; empty if it may. */
  Optional<Closed> closed(RolloutRow rollout) {
    int wave = glass.waveAtHand(rollout.id());
    if (glass.broken(rollout.id(), wave)) {
      return Optional.empty();
    }
    return new MoveCalendar(
            plans.of(rollout).schedule().window(),
            windows.all(),
            freezes.from(clock.instant()),
            scope -> within(scope, rollout, wave))
        .closed(clock.instant());
  }

  /** Of a site: by what the wave at hand has there, or is unsent; the slider moves all sites. */
  private boolean within(Scope scope, RolloutRow rollout, int wave) {
    if (scope.workload() != null && !scope.workload().equals(rollout.workload().slug())) {
      return false;
    }
    return scope.site() == null
        || jdbc.sql(
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
            .params(Map.of("rollout", rollout.id(), "wave", wave, "site", scope.site()))
            .query(Boolean.class)
            .single();
  }
}
