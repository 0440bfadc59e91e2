package dev.handover.estate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The one clock of Handover: time as the estate lives it. A real estate lives in real time; a
 * sandbox may live faster, so that days pass in minutes.
 *
 * <p>Everything that waits, soaks, expires or is stamped reads this clock. The engine's own timers
 * run on the wall clock; {@link #wall(Instant)} says when one has to be due.
 */
public final class EstateClock extends Clock {

  private final Clock wall;
  private final Instant wallStart;
  private final Instant estateStart;
  private final double factor;

  /**
   * @param wall the wall clock
   * @param wallStart a moment on the wall clock …
   * @param estateStart … and what the estate's clock showed then
   * @param factor how many times faster than the wall clock the estate lives, at least 1
   */
  public EstateClock(Clock wall, Instant wallStart, Instant estateStart, double factor) {
    if (!(factor >= 1 && factor <= 100_000)) {
      throw new IllegalArgumentException("a time factor is between 1 and 100000, not " + factor);
    }
    this.wall = wall;
    this.wallStart = wallStart;
    this.estateStart = estateStart;
    this.factor = factor;
  }

  /** A real estate's clock. */
  public static EstateClock real(Clock wall) {
    return new EstateClock(wall, Instant.EPOCH, Instant.EPOCH, 1);
  }

  public double factor() {
    return factor;
  }

  @Override
  public Instant instant() {
    return estateStart.plus(scale(Duration.between(wallStart, wall.instant()), factor));
  }

  /** When the wall clock will show, or showed, this moment of the estate's time. */
  public Instant wall(Instant estate) {
    return wallStart.plus(scale(Duration.between(estateStart, estate), 1 / factor));
  }

  private static Duration scale(Duration duration, double by) {
    if (by == 1) {
      return duration;
    }
    double seconds = duration.getSeconds() * by;
    long whole = (long) Math.floor(seconds);
    long nanos = (long) ((seconds - whole) * 1e9 + duration.getNano() * by);
    return Duration.ofSeconds(whole, nanos);
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
