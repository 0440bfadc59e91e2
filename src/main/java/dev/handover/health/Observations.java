package dev.handover.health;

import dev.handover.sql.Sql;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps the newest reading of each signal on each device. What cannot be true is refused and
 * remembered as refused: it stands for a device that has reported nothing.
 */
@Repository
public class Observations {

  private static final int DEVICES_AT_ONCE = 1_000;

  private final NamedParameterJdbcTemplate jdbc;
  private final Clock clock;

  Observations(NamedParameterJdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
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
  @Transactional
  public Recorded record(Collection<Reading> readings) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Map<String, List<Reading>> byDevice = new HashMap<>();
    for (Reading reading : readings) {
      byDevice.computeIfAbsent(reading.entraDeviceId(), id -> new ArrayList<>()).add(reading);
    }
    Tally tally = new Tally();
    List<String> devices = new ArrayList<>(byDevice.keySet());
    for (int from = 0; from < devices.size(); from += DEVICES_AT_ONCE) {
      List<String> some = devices.subList(from, Math.min(from + DEVICES_AT_ONCE, devices.size()));
      recordDevices(some, byDevice, now, tally);
    }
    return tally.recorded();
  }

  private void recordDevices(
      List<String> devices, Map<String, List<Reading>> byDevice, Instant now, Tally tally) {
    Map<String, Long> ids = deviceIds(devices);
    Map<Key, Observation> newest = new HashMap<>();
    Set<Key> refused = new HashSet<>();
    for (String device : devices) {
      Long id = ids.get(device);
      for (Reading reading : byDevice.get(device)) {
        Optional<Refusal> refusal = refusal(reading, id, now);
        if (refusal.isPresent()) {
          tally.refused(refusal.get());
          if (id != null && Signals.byName(reading.signal()).isPresent()) {
            refused.add(new Key(id, reading.signal()));
          }
          continue;
        }
        Observation observation = observation(reading, id);
        tally.accepted(observation.at());
        newest.merge(observation.key(), observation, Observation::newer);
      }
    }
    Map<Key, Observation> known = known(ids.values());
    List<Observation> fresh = new ArrayList<>();
    List<Observation> newer = new ArrayList<>();
    for (Observation observation : newest.values()) {
      Observation before = known.get(observation.key());
      if (before == null) {
        fresh.add(observation);
      } else if (!before.newer(observation).equals(before)) {
        newer.add(observation);
      }
    }
    insert(fresh);
    update(newer);
    tally.changed(fresh.size() + newer.size());
    remember(refused, now);
  }

  private static Optional<Refusal> refusal(Reading reading, Long deviceId, Instant now) {
    Optional<Signal> signal = Signals.byName(reading.signal());
    if (deviceId == null) {
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

  private static Observation observation(Reading reading, long deviceId) {
    Signal signal = Signals.byName(reading.signal()).orElseThrow();
    return new Observation(
        new Key(deviceId, signal.name()),
        reading.observedAt().truncatedTo(ChronoUnit.MICROS),
        signal.unhealthy(reading.value()));
  }

  private Map<String, Long> deviceIds(List<String> entraDeviceIds) {
    Map<String, Long> ids = new HashMap<>();
    jdbc.query(
        "select id, entra_device_id from device where entra_device_id in (:ids)",
        Map.of("ids", entraDeviceIds.stream().filter(id -> id != null).toList()),
        rs -> {
          ids.put(rs.getString("entra_device_id"), rs.getLong("id"));
        });
    return ids;
  }

  private Map<Key, Observation> known(Collection<Long> deviceIds) {
    Map<Key, Observation> known = new HashMap<>();
    if (deviceIds.isEmpty()) {
      return known;
    }
    jdbc.query(
        "select * from observation where device_id in (:ids)",
        Map.of("ids", deviceIds),
        rs -> {
          Key key = new Key(rs.getLong("device_id"), rs.getString("metric"));
          known.put(
              key,
              new Observation(key, Sql.instant(rs, "observed_at"), rs.getBoolean("unhealthy")));
        });
    return known;
  }

  private void insert(List<Observation> fresh) {
    jdbc.batchUpdate(
        """
        insert into observation (device_id, metric, observed_at, unhealthy)
        values (:device, :metric, :at, :unhealthy)
        """,
        parameters(fresh));
  }

  private void update(List<Observation> newer) {
    jdbc.batchUpdate(
        """
        update observation set observed_at = :at, unhealthy = :unhealthy
        where device_id = :device and metric = :metric and observed_at <= :at
        """,
        parameters(newer));
  }

  private static SqlParameterSource[] parameters(List<Observation> observations) {
    return observations.stream()
        .map(
            o ->
                new MapSqlParameterSource("device", o.key().deviceId())
                    .addValue("metric", o.key().metric())
                    .addValue("at", Sql.time(o.at()))
                    .addValue("unhealthy", o.unhealthy()))
        .toArray(SqlParameterSource[]::new);
  }

  private void remember(Set<Key> refused, Instant now) {
    for (Key key : refused) {
      Map<String, Object> row =
          Map.of("device", key.deviceId(), "metric", key.metric(), "now", Sql.time(now));
      int known =
          jdbc.update(
              """
              update rejected_observation set rejected_at = :now
              where device_id = :device and metric = :metric
              """,
              row);
      if (known == 0) {
        jdbc.update(
            """
            insert into rejected_observation (device_id, metric, rejected_at)
            values (:device, :metric, :now)
            """,
            row);
      }
    }
  }

  private record Key(long deviceId, String metric) {}

  private record Observation(Key key, Instant at, boolean unhealthy) {

    /** Of two readings of the same moment that differ, the unhealthy one stands. */
    Observation newer(Observation other) {
      int order = at.compareTo(other.at);
      return order > 0 || order == 0 && (unhealthy || !other.unhealthy) ? this : other;
    }
  }

  private static final class Tally {

    private int accepted;
    private int changed;
    private Instant newest;
    private final Map<Refusal, Integer> refused = new EnumMap<>(Refusal.class);

    void accepted(Instant at) {
      accepted++;
      newest = newest == null || at.isAfter(newest) ? at : newest;
    }

    void changed(int readings) {
      changed += readings;
    }

    void refused(Refusal why) {
      refused.merge(why, 1, Integer::sum);
    }

    Recorded recorded() {
      return new Recorded(changed, accepted - changed, refused, newest);
    }
  }
}
