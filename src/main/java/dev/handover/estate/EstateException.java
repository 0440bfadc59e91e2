package dev.handover.estate;

import java.time.Duration;
import java.util.Optional;

/**
 * A management system did not do, or did not say, what it was asked. What it did before failing is
 * unknown until it is read back: a reply may have been lost after the act.
 */
public class EstateException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  /** A source that cannot be read or an order whose outcome is unknown. */
  public EstateException(String message) {
    this(message, null);
  }

  private EstateException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** The system asks to be left alone for a while (HTTP 429/503 with {@code Retry-After}). */
  public static EstateException throttled(String message, Duration retryAfter) {
    return new EstateException(message, retryAfter);
  }

  /** How long to wait, in estate time, when the system is throttling. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
