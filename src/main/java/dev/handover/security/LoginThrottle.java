package dev.handover.security;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts failed logins and says when no more are heard. It counts per address and user, per address
 * (many names tried from one place) and per user (one name tried from many places); the last does
 * not hold for an address from which the user has signed in before, so that nobody can lock
 * somebody else out.
 *
 * <p>In memory and bounded; each node counts for itself. A block ends {@link #WINDOW} after its
 * first failure; attempts while blocked are not looked at and do not prolong it.
 */
final class LoginThrottle {

  static final Duration WINDOW = Duration.ofMinutes(5);
  static final int PER_ADDRESS_AND_USER = 5;
  static final int PER_ADDRESS = 30;
  static final int PER_USER = 50;
  private static final int KEPT = 10_000;

  private final LongSupplier nanos;
  private final Map<String, Failures> failures = bounded();
  private final Map<String, Boolean> familiar = bounded();

  /**
   * @param nanos a clock that never jumps, {@link System#nanoTime()}
   */
  LoginThrottle(LongSupplier nanos) {
    this.nanos = nanos;
  }

  synchronized boolean blocked(String address, String user) {
    String place = network(address);
    return count(pair(place, user)) >= PER_ADDRESS_AND_USER
        || count(place) >= PER_ADDRESS
        || (count(name(user)) >= PER_USER && !familiar.containsKey(pair(place, user)));
  }

  synchronized void failed(String address, String user) {
    String place = network(address);
    add(pair(place, user));
    add(place);
    add(name(user));
  }

  synchronized void succeeded(String address, String user) {
    String place = network(address);
    failures.remove(pair(place, user));
    familiar.put(pair(place, user), true);
  }

  private int count(String key) {
    Failures entry = failures.get(key);
    return entry == null || nanos.getAsLong() - entry.since >= WINDOW.toNanos() ? 0 : entry.count;
  }

  private void add(String key) {
    int before = count(key);
    long since = before == 0 ? nanos.getAsLong() : failures.get(key).since;
    failures.put(key, new Failures(since, before + 1));
  }

  private static String pair(String place, String user) {
    return place + " " + user;
  }

  private static String name(String user) {
    return "* " + user;
  }

  /** Whoever has one IPv6 address has 2^64 of them. */
  private static String network(String address) {
    int groups = address.indexOf(':') < 0 ? 0 : 4;
    int end = -1;
    for (int i = 0; i < groups; i++) {
      int next = address.indexOf(':', end + 1);
      if (next < 0) {
        return address;
      }
      end = next;
    }
    return groups == 0 ? address : address.substring(0, end);
  }

  private static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > KEPT;
      }
    };
  }

  private record Failures(long since, int count) {}
}
