package dev.handover.rollout;

import dev.handover.rollout.BreakGlassStore.Asked;
import dev.handover.security.Actor;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Lets the wave at hand move in spite of freezes and closed windows: one person asks, with a
 * reason, and another agrees within the hour, with a reason of their own. Neither may be who asked
 * for the rollout. It does not stand in for an approval, nor for a pass of the gate.
 */
@Service
public class BreakGlass {

  private static final Duration STANDS = Duration.ofHours(1);

  private final BreakGlassStore store;
  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final CalendarHold calendar;
  private final RolloutJournal journal;
  private final Clock clock;

  BreakGlass(
      BreakGlassStore store,
      RolloutStore rollouts,
      WaveStore waves,
      CalendarHold calendar,
      RolloutJournal journal,
      Clock clock) {
    this.store = store;
    this.rollouts = rollouts;
    this.waves = waves;
    this.calendar = calendar;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * Asks, or agrees with who has asked.
   *
   * @return whether the wave may move now
   * @throws Refused if this person may not, or the calendar does not hold the rollout
   */
  @Transactional
  public boolean say(String rolloutId, String reason, Actor actor) {
    RolloutRow rollout = rollouts.lock(rolloutId);
    RolloutDesk.requireAnotherManager(rollout, actor, "override the calendar for");
    if (!rollout.state().goesForward() || calendar.today().closed(rollout).isEmpty()) {
      throw Refused.conflict(
          "The calendar does not hold rollout %s; there is nothing to override."
              .formatted(rolloutId));
    }
    int wave = store.waveAtHand(rolloutId);
    String what = what(rolloutId, wave);
    Optional<Asked> asked =
        store.find(rolloutId, wave).filter(a -> clock.instant().isBefore(a.askedAt().plus(STANDS)));
    if (asked.isEmpty()) {
      store.ask(rolloutId, wave, actor.id(), reason);
      journal.tell(
          actor.id(),
          "break-glass-asked",
          rolloutId,
          "%s asks to move %s in spite of the calendar: %s. Another person has an hour to agree."
              .formatted(actor.id(), what, reason));
      return false;
    }
    if (asked.get().askedBy().equals(actor.id())) {
      throw Refused.conflict(
          "%s has asked already; it takes another person to agree.".formatted(actor.id()));
    }
    store.agree(rolloutId, wave, actor.id());
    rollouts.calendarHold(rolloutId, null, null);
    journal.tell(
        actor.id(),
        "break-glass",
        rolloutId,
        "%s moves in spite of the calendar: %s asked (%s), %s agreed (%s)."
            .formatted(what, asked.get().askedBy(), asked.get().reason(), actor.id(), reason));
    return true;
  }

  private String what(String rolloutId, int wave) {
    int production = waves.production(rolloutId);
    return wave == production ? "the slider" : Words.wave(wave, production);
  }
}
