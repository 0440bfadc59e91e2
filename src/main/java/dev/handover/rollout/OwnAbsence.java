package dev.handover.rollout;

import dev.handover.calendar.Moment;
import dev.handover.estate.EstateClock;
import dev.handover.estate.ReadCursors;
import dev.handover.security.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives waves and rollbacks the time back in which nobody watched them. While Handover is away
 * nothing is sent and nothing is read, so that a deadline which passes meanwhile would make its own
 * silence that of the devices.
 */
@Component
class OwnAbsence {

  /** Beside the sources that the watch reads. */
  static final String SOURCE = "watch";

  /** Many cycles, and little beside the days that a wave has. */
  private static final Duration LONG = Duration.ofHours(12);

  /** Where the estate lives fast, a cycle that takes its time is no absence. */
  private static final Duration ON_THE_WALL = Duration.ofSeconds(30);

  private final ReadCursors cursors;
  private final WaveStore waves;
  private final RolloutStore rollouts;
  private final RolloutJournal journal;
  private final TransactionTemplate transaction;
  private final EstateClock clock;

  OwnAbsence(
      ReadCursors cursors,
      WaveStore waves,
      RolloutStore rollouts,
      RolloutJournal journal,
      TransactionTemplate transaction,
      EstateClock clock) {
    this.cursors = cursors;
    this.waves = waves;
    this.rollouts = rollouts;
    this.journal = journal;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Call it at the start of every cycle. All is put off, and the cycle noted, or nothing is. */
  void notice() {
    transaction.executeWithoutResult(
        t -> {
          Instant now = clock.instant();
          Instant last = cursors.readTo(SOURCE);
          Duration away = Duration.between(last, now);
          if (last.isAfter(Instant.EPOCH)
              && away.compareTo(LONG) > 0
              && Duration.between(clock.wall(last), clock.wall(now)).compareTo(ON_THE_WALL) > 0) {
            rollouts.lockAll();
            waves.in(List.of(WaveState.MOVING, WaveState.SOAKING)).stream()
                .filter(wave -> wave.deadlineAt() != null)
                .forEach(wave -> putOff(wave, away));
            rollouts.putBackOff(away);
          }
          cursors.succeeded(SOURCE, now);
        });
  }

  private void putOff(WaveRow wave, Duration away) {
    Instant deadline = wave.deadlineAt().plus(away);
    waves.deadline(wave.rolloutId(), wave.no(), deadline);
    journal.tell(
        Actor.SYSTEM.id(),
        "deadline-put-off",
        wave.rolloutId(),
        "%s: nothing was looked at for %s; the deadline is put off by that, to %s."
            .formatted(
                waves.name(wave.rolloutId(), wave.no()), Words.of(away), Moment.words(deadline)));
  }
}
