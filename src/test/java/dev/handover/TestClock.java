package dev.handover;

import dev.handover.estate.EstateClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A wall clock that moves only when a test moves it. */
public final class TestClock extends Clock {

  /** Where every test begins: a Monday at noon, UTC. */
  public static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

  private final AtomicReference<Instant> now;
  private final EstateClock estate = EstateClock.real(this);

  public TestClock() {
    this(START);
  }

  public TestClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  /** An estate's clock that shows the same time as this one. */
  public EstateClock estate() {
    return estate;
  }

  /** Moves on, and says what time it is then. */
  public Instant advance(Duration by) {
    return now.updateAndGet(instant -> instant.plus(by));
  }

  /** Moves to a moment, backwards too. */
  public void set(Instant instant) {
    now.set(instant);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
