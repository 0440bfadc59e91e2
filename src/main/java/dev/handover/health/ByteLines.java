package dev.handover.health;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * The lines of a stream, one after the other, in a buffer that never grows: of a line that is too
 * long nothing is kept.
 */
final class ByteLines {

  static final int LONGEST_LINE = 1_000;
  static final long LONGEST_BODY = 128_000_000;

  private final InputStream in;
  private final Duration patience;
  private final long began = System.nanoTime();
  private final byte[] buffer = new byte[1 << 16];
  private int start;
  private int length;
  private int next;
  private int end;
  private long total;
  private long number;
  private boolean tooLong;

  /**
   * @param patience within which the stream must end, by the wall clock: whoever sends it slowly
   *     keeps a connection to the database waiting
   */
  ByteLines(InputStream in, Duration patience) {
    this.in = in;
    this.patience = patience;
  }

  /**
   * Goes to the next line.
   *
   * @return false at the end of the stream
   * @throws UnfitBody if the stream is longer, or takes longer, than is allowed
   */
  boolean next() throws IOException {
    tooLong = false;
    start = next;
    int at = start;
    while (true) {
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      if (at < end) {
        next = at + 1;
        break;
      }
      if (at - start > LONGEST_LINE) {
        tooLong = true;
        start = end;
      }
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      at = end;
      start = 0;
      if (!fill()) {
        if (at == 0 && !tooLong) {
          next = 0;
          return false;
        }
        next = end;
        break;
      }
    }
    length = at - start;
    tooLong |= length > LONGEST_LINE;
    number++;
    return true;
  }

  /** Reads the rest and forgets it, so that whoever sends it hears what is said about it. */
  void skipTheRest() throws IOException {
    do {
      end = 0;
    } while (fill());
  }

  /** From 1. */
  long number() {
    return number;
  }

  boolean tooLong() {
    return tooLong;
  }

  /** Where the line stands: {@link #length} bytes from {@link #start} on, until the next call. */
  byte[] buffer() {
    return buffer;
  }

  int start() {
    return start;
  }

  int length() {
    return length;
  }

  private boolean fill() throws IOException {
    int read = in.read(buffer, end, buffer.length - end);
    if (read < 0) {
      return false;
    }
    end += read;
    total += read;
    if (total > LONGEST_BODY) {
      throw new UnfitBody(UnfitBody.Why.TOO_LARGE, "The body is longer than 128 MB.");
    }
    if (System.nanoTime() - began > patience.toNanos()) {
      throw new UnfitBody(
          UnfitBody.Why.TOO_SLOW,
          "The body did not come within %d seconds; nothing was imported, send less at once."
              .formatted(patience.toSeconds()));
    }
    return true;
  }
}
