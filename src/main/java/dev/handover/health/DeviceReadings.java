package dev.handover.health;

import dev.handover.sql.Sql;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is known of one device's health, signal by signal. Reads only. */
@Repository
public class DeviceReadings {

  private final JdbcClient jdbc;

  public DeviceReadings(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The newest reading of a signal.
   *
   * @param observedAt null where none has been taken
   * @param rejectedAt when a reading was last refused because it cannot be true; null if never
   */
  public record DeviceReading(
      String signal, boolean unhealthy, Instant observedAt, Instant rejectedAt) {}

  /** Unhealthy ones first, then by name. */
  public List<DeviceReading> of(long deviceId) {
    return jdbc.sql(
            """
            select s.metric, o.unhealthy, o.observed_at, r.rejected_at
            from (
              select metric from observation where device_id = :id
              union select metric from rejected_observation where device_id = :id) s
            left join observation o on o.device_id = :id and o.metric = s.metric
            left join rejected_observation r on r.device_id = :id and r.metric = s.metric
            order by case when o.unhealthy then 0 else 1 end, s.metric""")
        .param("id", deviceId)
        .query(
            (rs, n) ->
                new DeviceReading(
                    rs.getString("metric"),
                    rs.getBoolean("unhealthy"),
                    Sql.instant(rs, "observed_at"),
                    Sql.instant(rs, "rejected_at")))
        .list();
  }
}
