package dev.handover.health;

import dev.handover.estate.EstateException;
import dev.handover.estate.IntuneTenant;
import dev.handover.estate.IntuneTenant.HealthReading;
import dev.handover.estate.ReadCursors;
import dev.handover.health.Observations.Reading;
import dev.handover.health.Observations.Recorded;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private final IntuneTenant tenant;
  private final Observations observations;
  private final ReadCursors cursors;
  private final Clock clock;

  /** Of this node; null before the first. */
  private Instant lastReadAgain;

  /** What this node has recorded, as far back as is read again; of that nothing is to be done. */
  private final Set<HealthReading> known = new HashSet<>();

  HealthReader(IntuneTenant tenant, Observations observations, ReadCursors cursors, Clock clock) {
    this.tenant = tenant;
    this.observations = observations;
    this.cursors = cursors;
    this.clock = clock;
  }

  /**
   * Reads and records. Call it outside a transaction: it waits for another system.
   *
   * @return what became of the readings; nothing where the tenant could not be read
   */
  public Recorded read() {
    Instant now = clock.instant();
    Instant cursor = cursors.readTo(SOURCE);
    boolean again =
        lastReadAgain == null
            || now.isBefore(lastReadAgain)
            || !now.isBefore(lastReadAgain.plus(AGAIN_EVERY));
    List<HealthReading> told;
    try {
      told =
          tenant.healthReadings(
              again && cursor.isAfter(Instant.EPOCH) ? cursor.minus(OVERLAP) : cursor);
    } catch (EstateException e) {
      cursors.failed(SOURCE, e.getMessage());
      return new Recorded(0, 0, Map.of(), null);
    }
    Recorded recorded =
        observations.record(
            told.stream()
                .filter(r -> !known.contains(r))
                .map(r -> new Reading(r.entraDeviceId(), r.signal(), r.value(), r.observedAt()))
                .toList());
    // What lies in the future was refused and stays ahead of the cursor: its time may come.
    Instant newest = recorded.newest();
    Instant readTo = newest == null || newest.isBefore(cursor) ? cursor : newest;
    cursors.succeeded(SOURCE, readTo);
    remember(told, recorded, readTo.minus(OVERLAP));
    lastReadAgain = again ? now : lastReadAgain;
    return recorded;
  }

  /** What was refused may be fit the next time; nobody says which it was, so all is forgotten. */
  private void remember(List<HealthReading> told, Recorded recorded, Instant since) {
    if (recorded.rejected() > 0) {
      known.clear();
      return;
    }
    known.removeIf(reading -> reading.observedAt().isBefore(since));
    told.stream().filter(reading -> !reading.observedAt().isBefore(since)).forEach(known::add);
  }
}
