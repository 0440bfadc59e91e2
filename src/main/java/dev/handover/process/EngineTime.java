package dev.handover.process;

import dev.handover.estate.EstateClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.springframework.stereotype.Component;

/** The estate's time and the engine's: timers and due dates run on the wall clock. */
@Component
final class EngineTime {

  private final EstateClock clock;

  EngineTime(EstateClock clock) {
    this.clock = clock;
  }

  /** When the engine has to act for this moment of the estate's time; null stays null. */
  Date due(Instant estate) {
    return estate == null ? null : Date.from(clock.wall(estate));
  }

  /** The moment of the estate's time at which the wall clock shows this; null stays null. */
  Instant estate(Date wall) {
    if (wall == null) {
      return null;
    }
    Instant now = clock.instant();
    double seconds =
        Duration.between(clock.wall(now), wall.toInstant()).toNanos() / 1e9 * clock.factor();
    return now.plusMillis(Math.round(seconds * 1000));
  }
}
