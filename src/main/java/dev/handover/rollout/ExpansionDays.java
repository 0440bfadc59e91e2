package dev.handover.rollout;

import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.Moment;
import dev.handover.calendar.MoveCalendar.Closed;
import dev.handover.estate.EstateClock;
import dev.handover.plan.Expansion;
import dev.handover.security.Actor;
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

  /** Later than this it is no cycle that took its time. */
  private static final Duration LATE = Duration.ofHours(1);

  /** Where the estate lives fast, an hour is soon over. */
  private static final Duration LATE_ON_THE_WALL = Duration.ofSeconds(30);

  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final ReadPlans plans;
  private final RolloutJournal journal;
  private final EstateClock clock;

  ExpansionDays(
      RolloutStore rollouts,
      WaveStore waves,
      ReadPlans plans,
      RolloutJournal journal,
      EstateClock clock) {
    this.rollouts = rollouts;
    this.waves = waves;
    this.plans = plans;
    this.journal = journal;
    this.clock = clock;
  }

  /** Why a wave that waits to move does not begin yet; empty if it may. */
  Optional<Closed> closed(RolloutRow rollout, WaveRow wave) {
    if (!counts(rollout, wave)) {
      return Optional.empty();
    }
    Optional<Instant> next = next(rollout);
    if (next.filter(day -> !day.isAfter(clock.instant())).isPresent()) {
      return Optional.empty();
    }
    String reason =
        next.map(day -> "Waits for the plan's expansion of %s.".formatted(Moment.words(day)))
            .orElse(
                "The plan has no further expansion (schedule.expand), so no further wave begins."
                    + " Roll the rollout back, or cancel it; that leaves at Intune what has moved.");
    return Optional.of(new Closed(reason, next.orElse(null), false));
  }

  /** Tells, as it begins, of a waiting that nothing but a person will end. */
  void waits(RolloutRow rollout, Closed closed) {
    if (closed.stops()) {
      journal.tell("calendar", "moves-held", rollout.id(), closed.reason());
    }
  }

  /** Tells of a wave that begins so late that its moment must have been missed. */
  void begins(RolloutRow rollout, WaveRow wave) {
    if (!counts(rollout, wave)) {
      return;
    }
    Instant now = clock.instant();
    next(rollout)
        .filter(day -> Duration.between(day, now).compareTo(LATE) > 0)
        .filter(
            day ->
                Duration.between(clock.wall(day), clock.wall(now)).compareTo(LATE_ON_THE_WALL) > 0)
        .ifPresent(
            day ->
                journal.tell(
                    Actor.SYSTEM.id(),
                    "expansion-made-up",
                    rollout.id(),
                    "%s: the expansion of %s was missed; it is made up for now, once."
                        .formatted(waves.name(rollout.id(), wave.no()), Moment.words(day))));
  }

  private boolean counts(RolloutRow rollout, WaveRow wave) {
    return plans.of(rollout).schedule().expand() != null
        && wave.no() > 0
        && wave.size() > 0
        && wave.clearedAt() == null;
  }

  /** The first moment since the wave began to wait, past or to come. */
  private Optional<Instant> next(RolloutRow rollout) {
    Instant since = rollouts.waitingSince(rollout.id(), "CLEAR_TO_MOVE").orElseGet(clock::instant);
    return days(plans.of(rollout).schedule().expand(), rollout.startAt()).nextOpening(since);
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
