package dev.handover.rollout;

import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.Moment;
import dev.handover.calendar.MoveCalendar.Closed;
import dev.handover.plan.Expansion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Begins waves after the pilot when their plan says, one at a time. Only a moment that comes while
 * a wave waits counts for it: one that was not green by then waits for the next. What came while
 * Handover was away counts once, for the one wave that waited, and everything is checked again.
 */
@Component
class ExpansionDays {

  private final RolloutStore rollouts;
  private final ReadPlans plans;
  private final Clock clock;

  ExpansionDays(RolloutStore rollouts, ReadPlans plans, Clock clock) {
    this.rollouts = rollouts;
    this.plans = plans;
    this.clock = clock;
  }

  /** Why a wave that waits to move does not begin yet; empty if it may. */
  Optional<Closed> closed(RolloutRow rollout, WaveRow wave) {
    Expansion expand = plans.of(rollout).schedule().expand();
    if (expand == null || wave.no() == 0 || wave.size() == 0 || wave.clearedAt() != null) {
      return Optional.empty();
    }
    Instant since = rollouts.waitingSince(rollout.id(), "CLEAR_TO_MOVE").orElseGet(clock::instant);
    Optional<Instant> next = days(expand, rollout.startAt()).nextOpening(since);
    if (next.filter(day -> !day.isAfter(clock.instant())).isPresent()) {
      return Optional.empty();
    }
    String reason =
        next.map(day -> "The plan's next expansion is at %s.".formatted(Moment.words(day)))
            .orElse("The plan has no further expansion (schedule.expand).");
    return Optional.of(new Closed(reason, next.orElse(null)));
  }

  /**
   * The moments of a rollout that starts then: a window of which only the openings count.
   *
   * @throws dev.handover.calendar.InvalidWindow if the rule is none, or there is no such moment
   */
  static MaintenanceWindow days(Expansion expand, Instant start) {
    return new MaintenanceWindow(
        "expand",
        expand.zone(),
        expand.recurrence(),
        LocalDate.ofInstant(start, expand.zone()).atTime(expand.at()),
        Duration.ofMinutes(1));
  }
}
