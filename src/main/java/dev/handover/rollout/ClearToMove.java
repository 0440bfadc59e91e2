package dev.handover.rollout;

import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.plan.Plan;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets waves that wait begin to move, and says of the others why they still wait. */
@Component
class ClearToMove {

  private static final Logger log = LoggerFactory.getLogger(ClearToMove.class);

  private final WaveStore waves;
  private final RolloutStore rollouts;
  private final ReadPlans plans;
  private final MaintenanceWindows windows;
  private final Flux flux;
  private final RolloutWorkflow workflow;
  private final TransactionTemplate transaction;
  private final Clock clock;

  ClearToMove(
      WaveStore waves,
      RolloutStore rollouts,
      ReadPlans plans,
      MaintenanceWindows windows,
      Flux flux,
      RolloutWorkflow workflow,
      TransactionTemplate transaction,
      Clock clock) {
    this.waves = waves;
    this.rollouts = rollouts;
    this.plans = plans;
    this.windows = windows;
    this.flux = flux;
    this.workflow = workflow;
    this.transaction = transaction;
    this.clock = clock;
  }

  void look() {
    for (WaveRow wave : waves.in(List.of(WaveState.WAITING))) {
      try {
        transaction.executeWithoutResult(t -> look(wave));
      } catch (RuntimeException e) {
        log.error("Wave {} of {} could not be cleared; it waits.", wave.no(), wave.rolloutId(), e);
      }
    }
  }

  private void look(WaveRow wave) {
    RolloutRow rollout = rollouts.lock(wave.rolloutId());
    if (!rollout.state().goesForward()) {
      return;
    }
    if (waves.failedBefore(rollout.id(), wave.no())) {
      return; // A person decides on the regression first; the rollout says so.
    }
    if (rollout.paused()) {
      waits(rollout, "Paused: " + rollout.pauseReason(), null);
      return;
    }
    Optional<Instant> opening = wave.size() == 0 ? Optional.empty() : closedUntil(rollout);
    if (opening.isPresent()) {
      return;
    }
    if (wave.clearedAt() == null) {
      Optional<String> full = flux.reasonToWait(wave, plans.of(rollout));
      if (full.isPresent()) {
        waits(rollout, full.get(), null);
        return;
      }
      waves.cleared(wave.rolloutId(), wave.no());
    }
    workflow.clearToMove(rollout.id());
  }

  /** Present if the plan's window is closed, and then told on the rollout. */
  private Optional<Instant> closedUntil(RolloutRow rollout) {
    Plan plan = plans.of(rollout);
    String name = plan.schedule().window();
    if (name == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Optional<MaintenanceWindow> window = windows.find(name);
    if (window.isEmpty()) {
      waits(rollout, "The maintenance window '%s' no longer exists.".formatted(name), null);
      return Optional.of(Instant.MAX);
    }
    if (window.get().open(now)) {
      return Optional.empty();
    }
    Optional<Instant> next = window.get().nextOpening(now);
    waits(
        rollout,
        next.map(at -> "The maintenance window '%s' opens at %s.".formatted(name, at))
            .orElse("The maintenance window '%s' does not open any more.".formatted(name)),
        next.orElse(null));
    return Optional.of(next.orElse(Instant.MAX));
  }

  private void waits(RolloutRow rollout, String reason, Instant until) {
    rollouts.waiting(rollout.id(), "CLEAR_TO_MOVE", reason, until);
  }
}
