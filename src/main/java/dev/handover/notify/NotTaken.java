package dev.handover.notify;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** A receiver has not taken a message; the message says why. */
final class NotTaken extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Duration patience;
  private final boolean forGood;

  private NotTaken(String why, Duration patience, boolean forGood) {
    super(why);
    this.patience = patience;
    this.forGood = forGood;
  }

  static NotTaken now(String why) {
    return new NotTaken(why, Duration.ZERO, false);
  }

  /** The receiver asks not to be tried again before that. */
  static NotTaken before(Duration patience, String why) {
    return new NotTaken(why, patience, false);
  }

  /** The receiver wants nothing any more, or not this. */
  static NotTaken ever(String why) {
    return new NotTaken(why, Duration.ZERO, true);
  }

  /** No connection, or none that lasted; in words, for people know no classes. */
  static NotTaken unreachable(String receiver, Throwable why) {
    return now("%s could not be reached: %s.".formatted(receiver, words(why)));
  }

  private static String words(Throwable why) {
    List<Throwable> causes = causes(why).toList();
    if (has(causes, UnknownHostException.class) || has(causes, UnresolvedAddressException.class)) {
      return "its name is not known";
    }
    if (has(causes, SocketTimeoutException.class) || has(causes, HttpTimeoutException.class)) {
      return "it did not answer in time";
    }
    if (has(causes, SSLException.class)) {
      return "no encrypted connection came about; its certificate may not be trusted here";
    }
    return has(causes, ConnectException.class)
        ? "it takes no connection"
        : "the connection broke off";
  }

  private static boolean has(List<Throwable> causes, Class<? extends Throwable> kind) {
    return causes.stream().anyMatch(kind::isInstance);
  }

  /** From the outermost inwards. */
  static Stream<Throwable> causes(Throwable first) {
    return Stream.iterate(first, Objects::nonNull, Throwable::getCause);
  }

  Duration patience() {
    return patience;
  }

  boolean forGood() {
    return forGood;
  }
}
