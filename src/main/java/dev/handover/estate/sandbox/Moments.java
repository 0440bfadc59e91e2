package dev.handover.estate.sandbox;

import java.time.Instant;

/** The sandbox counts in whole seconds since 1970. */
final class Moments {

  private Moments() {}

  /** The first whole second that is not before this moment. */
  static long ceil(Instant instant) {
    return instant.getEpochSecond() + (instant.getNano() > 0 ? 1 : 0);
  }
}
