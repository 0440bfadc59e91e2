package dev.handover.rollout;

import dev.handover.calendar.MoveCalendar.Closed;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets waves and sliders that wait move, and says of the others why they still wait. */
@Component
class ClearToMove {

  private static final Logger log = LoggerFactory.getLogger(ClearToMove.class);

  private final WaveStore waves;
  private final RolloutStore rollouts;
  private final ReadPlans plans;
  private final ExpansionDays expansion;
  private final CalendarHold calendar;
  private final Holds holds;
  private final Flux flux;
  private final AccessOutlook access;
  private final Quarantines quarantines;
  private final RolloutWorkflow workflow;
  private final TransactionTemplate transaction;
  private final Clock clock;

  ClearToMove(
      WaveStore waves,
      RolloutStore rollouts,
      ReadPlans plans,
      ExpansionDays expansion,
      CalendarHold calendar,
      Holds holds,
      Flux flux,
      AccessOutlook access,
      Quarantines quarantines,
      RolloutWorkflow workflow,
      TransactionTemplate transaction,
      Clock clock) {
    this.waves = waves;
    this.rollouts = rollouts;
    this.plans = plans;
    this.expansion = expansion;
    this.calendar = calendar;
    this.holds = holds;
    this.flux = flux;
    this.access = access;
    this.quarantines = quarantines;
    this.workflow = workflow;
    this.transaction = transaction;
    this.clock = clock;
  }

  void look() {
    FluxRoom room = flux.room();
    CalendarHold.Today today = calendar.today();
    StepTime time = new StepTime();
    for (WaveRow wave : waves.waitingInTurn()) {
      if (time.isOver()) {
        break;
      }
      try {
        time.run(() -> transaction.execute(t -> look(wave, room, today)));
      } catch (RuntimeException e) {
        log.atError()
            .addKeyValue("rollout", wave.rolloutId())
            .setCause(e)
            .log("Wave {} of {} could not be cleared; it waits.", wave.no(), wave.rolloutId());
      }
    }
    for (String id : quarantines.beforeHandover()) {
      try {
        transaction.executeWithoutResult(t -> look(id));
      } catch (RuntimeException e) {
        log.atError()
            .addKeyValue("rollout", id)
            .setCause(e)
            .log("The slider of {} could not be cleared; it waits.", id);
      }
    }
  }

  private void look(String id) {
    RolloutRow rollout = rollouts.lock(id);
    if (rollout.state() != RolloutState.EXPANDING) {
      return;
    }
    Optional<String> quarantine = quarantines.reasonToWait(id);
    if (quarantine.isPresent()) {
      rollouts.waiting(id, "QUARANTINE", quarantine.get(), null);
    } else {
      workflow.clearToMove(id);
    }
  }

  /** Whether it is clear to move. */
  private boolean look(WaveRow wave, FluxRoom room, CalendarHold.Today today) {
    RolloutRow rollout = rollouts.lock(wave.rolloutId());
    if (!rollout.state().goesForward()) {
      return false;
    }
    if (waves.failedBefore(rollout.id(), wave.no())) {
      return false; // A person decides on the regression first; the rollout says so.
    }
    if (rollout.paused()) {
      waits(rollout, Words.shortened(holds.sentences(rollout.id())), null);
      return false;
    }
    Optional<Closed> day = expansion.closed(rollout, wave);
    if (day.isPresent()) {
      if (waits(rollout, day.get().reason(), day.get().until())) {
        expansion.waits(rollout, day.get());
      }
      return false;
    }
    Optional<Closed> closed = wave.size() == 0 ? Optional.empty() : today.closed(rollout);
    if (closed.isPresent()) {
      calendar.hold(rollout, closed.get());
      waits(rollout, closed.get().reason(), closed.get().until());
      return false;
    }
    if (wave.clearedAt() == null) {
      Optional<String> locksOut =
          wave.size() == 0
              ? Optional.empty()
              : access.ahead(rollout, wave.no()).flatMap(Outlook::stop);
      if (locksOut.isPresent()) {
        waits(rollout, locksOut.get(), null);
        return false;
      }
      Optional<String> full =
          flux.reasonToWait(room, rollout, wave, plans.of(rollout), clock.instant());
      if (full.isPresent()) {
        waits(rollout, full.get(), null);
        return false;
      }
      expansion.begins(rollout, wave);
      waves.cleared(wave.rolloutId(), wave.no());
    }
    return workflow.clearToMove(rollout.id());
  }

  /** Whether that is news. */
  private boolean waits(RolloutRow rollout, String reason, Instant until) {
    return rollouts.waiting(rollout.id(), "CLEAR_TO_MOVE", reason, until);
  }
}
