package dev.handover.rollout;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** When the pilots of registered rollouts may pass. */
@Repository
public class PilotTimes {

  private static final String PILOT =
      """
      (select w.device_id as id from wave_device w
       where w.rollout_id = :rollout and w.wave_no = 0 and w.excluded is null)""";

  private final JdbcClient jdbc;
  private final Clock clock;

  public PilotTimes(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * By how the pilot's own devices have checked in.
   *
   * @param coverage the share of them that has to report, above 0, at most 1
   */
  public Optional<PilotTime> of(String rolloutId, double coverage, Duration soak) {
    return PilotTime.of(jdbc, PILOT, Map.of("rollout", rolloutId), coverage, soak, clock.instant());
  }
}
