package dev.handover.dashboard;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A value that many look at. It is read at most once a second, and never by two at a time: however
 * many look, the database is asked as if there were one. Counting a large fleet may take seconds;
 * it is given ten times as long as it took before it is done again.
 */
final class Cached<T> {

  /** In nanoseconds. */
  static final long SECOND = 1_000_000_000;

  private record Read<T>(T value, long at, long took) {}

  private final Supplier<T> source;
  private final LongSupplier nanoTime;
  private final long least;
  private final AtomicReference<Read<T>> last = new AtomicReference<>();

  Cached(Supplier<T> source, LongSupplier nanoTime) {
    this(source, nanoTime, SECOND);
  }

  /**
   * @param least for so many nanoseconds what has been read is good enough
   */
  Cached(Supplier<T> source, LongSupplier nanoTime, long least) {
    this.source = source;
    this.nanoTime = nanoTime;
    this.least = least;
  }

  T get() {
    Read<T> known = last.get();
    if (fresh(known)) {
      return known.value();
    }
    synchronized (this) {
      known = last.get();
      if (fresh(known)) {
        return known.value();
      }
      long start = nanoTime.getAsLong();
      T value = source.get();
      long end = nanoTime.getAsLong();
      last.set(new Read<>(value, end, end - start));
      return value;
    }
  }

  private boolean fresh(Read<T> read) {
    return read != null && nanoTime.getAsLong() - read.at() < Math.max(least, 10 * read.took());
  }
}
