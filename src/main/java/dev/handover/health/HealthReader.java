package dev.handover.health;

import dev.handover.estate.EstateException;
import dev.handover.estate.IntuneTenant;
import dev.handover.health.Observations.Reading;
import dev.handover.health.Observations.Recorded;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Reads what the tenant has reported since the last time. While that fails, the reason stands
 * beside the cursor, and the gate holds every wave.
 */
@Service
public class HealthReader {

  /** The name of this source in {@code read_cursor}. */
  public static final String SOURCE = "intune-health";

  /** A report may show up after a later one; so often, so much is read again. */
  private static final Duration AGAIN_EVERY = Duration.ofMinutes(15);

  private static final Duration OVERLAP = Duration.ofMinutes(30);

  private static final int FAILURE = 400;

  private final IntuneTenant tenant;
  private final Observations observations;
  private final JdbcClient jdbc;
  private final Clock clock;

  /** Of this node; null before the first. */
  private Instant lastReadAgain;

  HealthReader(IntuneTenant tenant, Observations observations, JdbcClient jdbc, Clock clock) {
    this.tenant = tenant;
    this.observations = observations;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Reads and records. Call it outside a transaction: it waits for another system.
   *
   * @return what became of the readings; nothing where the tenant could not be read
   */
  public Recorded read() {
    Instant now = clock.instant();
    Instant cursor = cursor();
    boolean again =
        lastReadAgain == null
            || now.isBefore(lastReadAgain)
            || !now.isBefore(lastReadAgain.plus(AGAIN_EVERY));
    List<Reading> readings;
    try {
      readings =
          tenant
              .healthReadings(
                  again && cursor.isAfter(Instant.EPOCH) ? cursor.minus(OVERLAP) : cursor)
              .stream()
              .map(r -> new Reading(r.entraDeviceId(), r.signal(), r.value(), r.observedAt()))
              .toList();
    } catch (EstateException e) {
      save(cursor, sentence(e));
      return new Recorded(0, 0, Map.of(), null);
    }
    Recorded recorded = observations.record(readings);
    // What lies in the future was refused and stays ahead of the cursor: its time may come.
    Instant newest = recorded.newest();
    save(newest == null || newest.isBefore(cursor) ? cursor : newest, null);
    lastReadAgain = again ? now : lastReadAgain;
    return recorded;
  }

  private Instant cursor() {
    return jdbc.sql("select read_to from read_cursor where source = :source")
        .param("source", SOURCE)
        .query((rs, row) -> Sql.instant(rs, "read_to"))
        .optional()
        .orElse(Instant.EPOCH);
  }

  private void save(Instant readTo, String failing) {
    int known =
        jdbc.sql(
                """
                update read_cursor set read_to = :to, failing = :failing where source = :source
                """)
            .param("to", Sql.time(readTo))
            .param("failing", failing)
            .param("source", SOURCE)
            .update();
    if (known == 0) {
      jdbc.sql(
              """
              insert into read_cursor (source, read_to, failing) values (:source, :to, :failing)
              """)
          .param("to", Sql.time(readTo))
          .param("failing", failing)
          .param("source", SOURCE)
          .update();
    }
  }

  private static String sentence(EstateException e) {
    String message = e.getMessage() == null ? "it did not say why" : e.getMessage();
    return message.length() <= FAILURE ? message : message.substring(0, FAILURE - 1) + "…";
  }
}
