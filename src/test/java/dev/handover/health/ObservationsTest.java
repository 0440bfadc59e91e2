package dev.handover.health;

import static dev.handover.health.Observations.Refusal.FROM_THE_FUTURE;
import static dev.handover.health.Observations.Refusal.IMPOSSIBLE_VALUE;
import static dev.handover.health.Observations.Refusal.UNKNOWN_DEVICE;
import static dev.handover.health.Observations.Refusal.UNKNOWN_SIGNAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.estate.EstateException;
import dev.handover.estate.IntuneTenant;
import dev.handover.estate.IntuneTenant.HealthReading;
import dev.handover.estate.ReadCursors;
import dev.handover.health.Observations.Reading;
import dev.handover.health.Observations.Recorded;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

class ObservationsTest {

  @Nested
  class OnH2 extends Contract {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  @Nested
  class OnPostgres extends Contract {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @TestInstance(Lifecycle.PER_CLASS)
  abstract static class Contract {

    private final TestClock clock = new TestClock();
    private WaveFixture world;
    private Observations observations;
    private IntuneTenant tenant;
    private HealthReader reader;
    private Instant now;

    abstract DataSource dataSource();

    @BeforeAll
    void start() {
      DataSource dataSource = dataSource();
      world = new WaveFixture(dataSource);
      observations = world.observations(clock);
    }

    @BeforeEach
    void fleet() {
      world.empty();
      world.fleetDevice(1);
      world.fleetDevice(2);
      tenant = mock(IntuneTenant.class);
      reader = new HealthReader(tenant, observations, new ReadCursors(world.jdbc), clock);
      now = clock.instant();
    }

    @Test
    void the_newest_reading_of_each_device_and_signal_is_kept_whatever_the_order() {
      Recorded recorded =
          observations.record(
              List.of(
                  reading(1, "noncompliant", 1, 10),
                  reading(1, "noncompliant", 0, 30),
                  reading(1, "blue-screens", 2, 30),
                  reading(2, "noncompliant", 0, 20)));

      assertThat(recorded).isEqualTo(new Recorded(3, 1, Map.of(), now.minusSeconds(10)));
      assertThat(stored())
          .containsExactly(
              "e1 blue-screens -30 unhealthy",
              "e1 noncompliant -10 unhealthy",
              "e2 noncompliant -20 healthy");
    }

    @Test
    void a_newer_unhealthy_reading_overrides_a_healthy_one_and_an_older_one_does_not() {
      observations.record(List.of(reading(1, "noncompliant", 0, 20)));

      assertThat(observations.record(List.of(reading(1, "noncompliant", 1, 21))).changed())
          .isZero();
      assertThat(stored()).containsExactly("e1 noncompliant -20 healthy");

      assertThat(observations.record(List.of(reading(1, "noncompliant", 1, 19))).changed())
          .isEqualTo(1);
      assertThat(stored()).containsExactly("e1 noncompliant -19 unhealthy");
    }

    @Test
    void of_two_readings_of_the_same_moment_the_unhealthy_one_stands() {
      observations.record(
          List.of(reading(1, "noncompliant", 1, 20), reading(1, "noncompliant", 0, 20)));
      assertThat(stored()).containsExactly("e1 noncompliant -20 unhealthy");

      observations.record(List.of(reading(1, "noncompliant", 0, 20)));
      assertThat(stored()).containsExactly("e1 noncompliant -20 unhealthy");
    }

    @Test
    void the_same_batch_again_changes_nothing() {
      List<Reading> batch =
          List.of(reading(1, "noncompliant", 1, 20), reading(2, "blue-screens", 0, 20));
      observations.record(batch);

      assertThat(observations.record(batch))
          .isEqualTo(new Recorded(0, 2, Map.of(), now.minusSeconds(20)));
    }

    @Test
    void what_cannot_be_true_is_refused_counted_and_remembered_and_the_rest_goes_in() {
      Recorded recorded =
          observations.record(
              List.of(
                  reading(1, "noncompliant", Double.NaN, 20),
                  reading(1, "blue-screens", -1, 20),
                  reading(1, "check-in-missing", Double.POSITIVE_INFINITY, 20),
                  reading(1, "nonsense", 1, 20),
                  reading(9, "noncompliant", 1, 20),
                  new Reading(null, "noncompliant", 1, now),
                  new Reading("e1", null, 1, now),
                  new Reading("e1", "defender-off", 1, null),
                  reading(1, "update-error", 0, -1),
                  reading(2, "noncompliant", 0, 0)));

      assertThat(recorded.refused())
          .isEqualTo(
              Map.of(
                  IMPOSSIBLE_VALUE, 3, UNKNOWN_SIGNAL, 2, UNKNOWN_DEVICE, 2, FROM_THE_FUTURE, 2));
      assertThat(recorded.rejected()).isEqualTo(9);
      assertThat(stored()).containsExactly("e2 noncompliant 0 healthy");
      assertThat(
              world
                  .jdbc
                  .sql("select metric from rejected_observation order by metric")
                  .query(String.class)
                  .list())
          .containsExactly(
              "blue-screens", "check-in-missing", "defender-off", "noncompliant", "update-error");
    }

    @Test
    void a_reading_refused_again_moves_the_moment_that_is_remembered() {
      observations.record(List.of(reading(1, "noncompliant", Double.NaN, 20)));
      clock.advance(Duration.ofHours(1));
      observations.record(List.of(reading(1, "noncompliant", Double.NaN, 20)));

      assertThat(
              world
                  .jdbc
                  .sql("select rejected_at from rejected_observation")
                  .query(OffsetDateTime.class)
                  .single()
                  .toInstant())
          .isEqualTo(now.plus(Duration.ofHours(1)));
    }

    @Test
    void a_batch_larger_than_one_chunk_goes_in_whole() {
      List<Reading> batch = new ArrayList<>();
      for (int n = 3; n < 1_300; n++) {
        world.fleetDevice(n);
        batch.add(reading(n, "noncompliant", 0, 20));
      }

      assertThat(observations.record(batch).changed()).isEqualTo(1_297);
      assertThat(stored()).hasSize(1_297);
    }

    @Test
    void an_empty_batch_is_nothing() {
      assertThat(observations.record(List.of())).isEqualTo(new Recorded(0, 0, Map.of(), null));
    }

    @Test
    void the_reader_begins_at_the_beginning_and_then_reads_on_and_some_of_it_again_at_times() {
      when(tenant.healthReadings(Instant.EPOCH))
          .thenReturn(List.of(new HealthReading("e1", "noncompliant", 1, now.minusSeconds(20))));
      Instant cursor = now.minusSeconds(20);

      assertThat(reader.read().changed()).isEqualTo(1);
      assertThat(reader.read().changed()).isZero();
      verify(tenant).healthReadings(cursor);

      clock.advance(Duration.ofMinutes(15));
      when(tenant.healthReadings(cursor.minus(Duration.ofMinutes(30))))
          .thenReturn(List.of(new HealthReading("e2", "noncompliant", 1, now.minusSeconds(600))));
      assertThat(reader.read().changed()).as("it came late").isEqualTo(1);

      clock.advance(Duration.ofMinutes(14));
      reader.read();
      verify(tenant, times(2)).healthReadings(cursor);
    }

    @Test
    void what_is_read_again_and_known_is_not_recorded_again_but_what_was_refused_is() {
      HealthReading known = new HealthReading("e1", "noncompliant", 1, now.minusSeconds(20));
      HealthReading late = new HealthReading("e2", "noncompliant", 1, now.minusSeconds(600));
      HealthReading stranger = new HealthReading("e3", "noncompliant", 1, now.minusSeconds(30));
      when(tenant.healthReadings(any()))
          .thenReturn(List.of(known))
          .thenReturn(List.of(known, late))
          .thenReturn(List.of(known, late, stranger));
      reader.read();
      clock.advance(Duration.ofMinutes(15));
      assertThat(reader.read()).isEqualTo(new Recorded(1, 0, Map.of(), late.observedAt()));
      assertThat(cursor()).isEqualTo(known.observedAt());

      clock.advance(Duration.ofMinutes(15));
      assertThat(reader.read().refused()).isEqualTo(Map.of(UNKNOWN_DEVICE, 1));
      world.fleetDevice(3);
      assertThat(reader.read().changed()).as("it is known now").isEqualTo(1);
      assertThat(reader.read()).isEqualTo(new Recorded(0, 0, Map.of(), null));
    }

    @Test
    void what_could_not_be_read_again_is_read_again_the_next_time() {
      when(tenant.healthReadings(Instant.EPOCH))
          .thenReturn(List.of(new HealthReading("e1", "noncompliant", 1, now.minusSeconds(20))));
      reader.read();
      clock.advance(Duration.ofMinutes(15));
      Instant early = now.minusSeconds(20).minus(Duration.ofMinutes(30));
      when(tenant.healthReadings(early)).thenThrow(new EstateException("no answer"));
      reader.read();
      reader.read();

      verify(tenant, times(2)).healthReadings(early);
    }

    @Test
    void while_the_tenant_cannot_be_read_the_cursor_stays_and_the_reason_stands_beside_it() {
      when(tenant.healthReadings(any()))
          .thenReturn(List.of(new HealthReading("e1", "noncompliant", 1, now.minusSeconds(20))))
          .thenThrow(new EstateException("no answer"))
          .thenReturn(List.of());
      reader.read();
      Instant cursor = cursor();

      assertThat(reader.read().changed()).isZero();
      assertThat(failing()).containsExactly("no answer");
      assertThat(cursor()).isEqualTo(cursor);

      reader.read();
      assertThat(failing()).isEmpty();
      assertThat(cursor()).isEqualTo(cursor);
    }

    @Test
    void a_first_read_that_fails_begins_at_the_beginning_again() {
      when(tenant.healthReadings(any())).thenThrow(new EstateException("x".repeat(500)));

      reader.read();

      assertThat(failing().get(0)).hasSize(400);
      assertThat(cursor()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void a_reading_from_the_future_does_not_move_the_cursor_past_itself() {
      when(tenant.healthReadings(any()))
          .thenReturn(
              List.of(
                  new HealthReading("e1", "noncompliant", 1, now.minusSeconds(20)),
                  new HealthReading("e2", "noncompliant", 1, now.plusSeconds(3600))));

      assertThat(reader.read().rejected()).isEqualTo(1);
      assertThat(cursor()).isEqualTo(now.minusSeconds(20));
    }

    private Reading reading(int device, String signal, double value, int secondsAgo) {
      return new Reading("e" + device, signal, value, now.minusSeconds(secondsAgo));
    }

    private Instant cursor() {
      return world
          .jdbc
          .sql("select read_to from read_cursor where source = 'intune-health'")
          .query(OffsetDateTime.class)
          .single()
          .toInstant();
    }

    private List<String> failing() {
      return world
          .jdbc
          .sql("select failing from read_cursor where failing is not null")
          .query(String.class)
          .list();
    }

    private List<String> stored() {
      return world
          .jdbc
          .sql(
              """
              select d.entra_device_id as device, o.* from observation o
              join device d on d.id = o.device_id
              order by d.entra_device_id, o.metric
              """)
          .query(
              (rs, row) ->
                  "%s %s %d %s"
                      .formatted(
                          rs.getString("device"),
                          rs.getString("metric"),
                          Duration.between(now, Sql.instant(rs, "observed_at")).toSeconds(),
                          rs.getBoolean("unhealthy") ? "unhealthy" : "healthy"))
          .list();
    }
  }
}
