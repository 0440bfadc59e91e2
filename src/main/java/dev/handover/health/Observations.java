package dev.handover.health;

import dev.handover.device.RefusedLines;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps the newest reading of each signal on each device. What cannot be true is refused and
 * remembered as refused: it stands for a device that has reported nothing.
 */
@Repository
public class Observations {

  private static final int ID_LENGTH = 36;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Observations(JdbcTemplate jdbc, TransactionTemplate transaction, Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * One value of one signal on one device, as it was measured.
   *
   * @param value in the signal's unit, checked here
   */
  public record Reading(String entraDeviceId, String signal, double value, Instant observedAt) {}

  /** Why a reading was refused. */
  public enum Refusal {
    /** NaN, infinite, negative, or not one of the values that the signal has. */
    IMPOSSIBLE_VALUE,
    UNKNOWN_SIGNAL,
    UNKNOWN_DEVICE,
    /** Without a time, or with one that is still to come. */
    FROM_THE_FUTURE
  }

  /**
   * What became of a batch.
   *
   * @param changed readings that are now the newest of their device and signal
   * @param old readings that were known, or older than the newest known
   * @param refused how many for each reason
   * @param newest the newest moment among those not refused; null if there is none
   */
  public record Recorded(int changed, int old, Map<Refusal, Integer> refused, Instant newest) {

    public Recorded {
      refused = Map.copyOf(refused);
    }

    /** All refused readings. */
    public int rejected() {
      return refused.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /** Records a batch of any size, in any order, again if need be: a second time changes nothing. */
  public Recorded record(Collection<Reading> readings) {
    return readings.isEmpty()
        ? new Recorded(0, 0, Map.of(), null)
        : transaction.execute(t -> take(readings));
  }

  private Recorded take(Collection<Reading> readings) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Map<Refusal, Integer> refused = new EnumMap<>(Refusal.class);
    ReadingMerge.LINES.fill(
        jdbc,
        rows -> {
          long line = 0;
          for (Reading reading : readings) {
            Optional<Refusal> refusal = refusal(reading, now);
            refusal.ifPresent(why -> refused.merge(why, 1, Integer::sum));
            Optional<Signal> signal = Signals.byName(reading.signal());
            if (signal.isPresent() && isId(reading.entraDeviceId())) {
              rows.add(row(++line, reading, signal.get(), refusal.isEmpty()));
            }
          }
        });
    ReadingMerge merge = new ReadingMerge(jdbc);
    RefusedLines unknown = new RefusedLines();
    merge.find(unknown);
    if (unknown.count() > 0) {
      refused.merge(Refusal.UNKNOWN_DEVICE, Math.toIntExact(unknown.count()), Integer::sum);
    }
    ReadingMerge.Merged merged = merge.merge(now);
    int changed = merged.created() + merged.updated();
    return new Recorded(changed, merged.good() - changed, refused, merged.newest());
  }

  private static Optional<Refusal> refusal(Reading reading, Instant now) {
    Optional<Signal> signal = Signals.byName(reading.signal());
    if (!isId(reading.entraDeviceId())) {
      return Optional.of(Refusal.UNKNOWN_DEVICE);
    }
    if (signal.isEmpty()) {
      return Optional.of(Refusal.UNKNOWN_SIGNAL);
    }
    if (!signal.get().possible(reading.value())) {
      return Optional.of(Refusal.IMPOSSIBLE_VALUE);
    }
    if (reading.observedAt() == null || reading.observedAt().isAfter(now)) {
      return Optional.of(Refusal.FROM_THE_FUTURE);
    }
    return Optional.empty();
  }

  private static boolean isId(String entraDeviceId) {
    return entraDeviceId != null && entraDeviceId.length() <= ID_LENGTH;
  }

  /** A refused reading has neither time nor health. */
  private static Object[] row(long line, Reading reading, Signal signal, boolean good) {
    return new Object[] {
      line,
      null,
      reading.entraDeviceId(),
      null,
      signal.name(),
      good ? Sql.time(reading.observedAt()) : null,
      good ? signal.unhealthy(reading.value()) : null
    };
  }
}
