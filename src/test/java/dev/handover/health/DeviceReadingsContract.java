package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.health.DeviceReadings.DeviceReading;
import dev.handover.sql.Sql;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What {@link DeviceReadings} tells of one device, whatever the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DeviceReadingsContract {

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);

  abstract DataSource dataSource();

  @Test
  void unhealthy_readings_come_first_and_refused_ones_are_told() {
    TestDatabase.empty(dataSource, "observation", "rejected_observation");
    observed(1, "a", false);
    observed(1, "b", true);
    observed(2, "c", true);
    for (String metric : new String[] {"a", "z"}) {
      jdbc.sql("insert into rejected_observation values (1, :metric, :at)")
          .param("metric", metric)
          .param("at", Sql.time(TestClock.START))
          .update();
    }
    assertThat(new DeviceReadings(jdbc).of(1))
        .containsExactly(
            new DeviceReading("b", true, TestClock.START, null),
            new DeviceReading("a", false, TestClock.START, TestClock.START),
            new DeviceReading("z", false, null, TestClock.START));
    assertThat(new DeviceReadings(jdbc).of(3)).isEmpty();
  }

  private void observed(long device, String metric, boolean unhealthy) {
    jdbc.sql(
            "insert into observation (device_id, metric, observed_at, unhealthy) values (:d, :m, :at, :u)")
        .param("d", device)
        .param("m", metric)
        .param("at", Sql.time(TestClock.START))
        .param("u", unhealthy)
        .update();
  }
}
