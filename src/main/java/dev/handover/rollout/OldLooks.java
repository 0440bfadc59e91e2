package dev.handover.rollout;

import dev.handover.health.EvidenceLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Forgets, day by day, the looks at rollouts that ended long ago. */
@Component
final class OldLooks {

  private static final Duration EVERY = Duration.ofDays(1);

  private final EvidenceLog looks;
  private final EvidenceSettings settings;
  private final Clock clock;

  /** Of this node; null before the first. */
  private Instant lastTime;

  OldLooks(EvidenceLog looks, EvidenceSettings settings, Clock clock) {
    this.looks = looks;
    this.settings = settings;
    this.clock = clock;
  }

  void forget() {
    Instant now = clock.instant();
    if (lastTime == null || !now.isBefore(lastTime.plus(EVERY))) {
      looks.forget(now.minus(settings.keepLooks()));
      lastTime = now;
    }
  }
}
