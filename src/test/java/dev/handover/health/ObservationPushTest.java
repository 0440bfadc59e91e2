package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.device.OnError;
import dev.handover.device.RefusedBatch;
import dev.handover.device.RefusedLine;
import dev.handover.health.ObservationPush.Result;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

class ObservationPushTest {

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
    private DataSource dataSource;
    private PushFixture world;
    private ObservationPush push;
    private TransactionTemplate transaction;

    abstract DataSource dataSource();

    @BeforeAll
    void start() {
      dataSource = dataSource();
      world = new PushFixture(dataSource);
      push = new ObservationPush(new JdbcTemplate(dataSource), clock);
      transaction = TestDatabase.transactions(dataSource);
    }

    @BeforeEach
    void fleet() {
      world.empty(3);
      world.define("vpn-broken", 3);
      world.define("disk-full", 1);
    }

    @Test
    void readings_are_taken_of_devices_by_any_of_their_ids() {
      Result result =
          push(
              PushFixture.line(
                  "\"entraDeviceId\":\"" + PushFixture.guid(1) + "\"", "vpn-broken", 3, 60),
              PushFixture.line("\"deviceId\":" + world.id(2), "vpn-broken", 2, 60),
              PushFixture.line("\"resourceId\":" + PushFixture.resource(3), "disk-full", 1, 60));
      assertThat(result).isEqualTo(new Result(3, 3, 0, 0, List.of(), 0, result.signals()));
      assertThat(result.signals()).isEqualTo(Map.of("vpn-broken", 2L, "disk-full", 1L));
      assertThat(world.stored())
          .containsExactly("1 vpn-broken -60 bad", "2 vpn-broken -60 good", "3 disk-full -60 bad");
    }

    @Test
    void the_newest_reading_stands_whatever_the_order_and_of_the_same_moment_the_unhealthy_one() {
      Result result =
          push(
              reading(1, 0, 60),
              reading(1, 9, 120),
              reading(1, 0, 60),
              reading(2, 9, 30),
              reading(2, 0, 30),
              reading(3, 9, 30));
      assertThat(result.created()).isEqualTo(3);
      assertThat(result.unchanged()).isEqualTo(3);

      result = push(reading(1, 9, 60), reading(2, 0, 30), reading(2, 9, 31), reading(3, 0, 29));
      assertThat(result.created()).isZero();
      assertThat(result.updated()).isEqualTo(2);
      assertThat(result.unchanged()).isEqualTo(2);
      assertThat(world.stored())
          .containsExactly("1 vpn-broken -60 bad", "2 vpn-broken -30 bad", "3 vpn-broken -29 good");
    }

    @Test
    void the_same_lines_again_change_nothing() {
      String[] lines = {reading(1, 0, 60), reading(2, 9, 60)};
      push(lines);
      Result again = push(lines);
      assertThat(again.created() + again.updated() + again.rejectedCount()).isZero();
      assertThat(again.unchanged()).isEqualTo(2);
    }

    @Test
    void a_bad_line_refuses_the_call_and_nothing_of_it_is_remembered() {
      RefusedBatch refused =
          catchThrowableOfType(
              RefusedBatch.class,
              () ->
                  push(
                      reading(1, 0, 60),
                      "",
                      reading(2, -1, 60),
                      "x".repeat(1_001),
                      PushFixture.line("\"deviceId\":999999999", "vpn-broken", 0, 60),
                      PushFixture.line("\"resourceId\":1", "vpn-broken", 0, 60),
                      PushFixture.line(
                          "\"entraDeviceId\":\"" + PushFixture.guid(99) + "\"",
                          "vpn-broken",
                          0,
                          60)));
      assertThat(refused.count()).isEqualTo(5);
      assertThat(refused.lines())
          .containsExactly(
              new RefusedLine(
                  3,
                  "The field 'value' has -1; for 'vpn-broken' it must be a whole number from 0."),
              new RefusedLine(4, "The line is longer than 1,000 bytes."),
              new RefusedLine(5, "No device is known by the device ID 999999999."),
              new RefusedLine(6, "No device is known by the resource ID 1."),
              new RefusedLine(
                  7,
                  "No device is known by the Entra device ID %s.".formatted(PushFixture.guid(99))));
      assertThat(world.stored()).isEmpty();
      assertThat(world.rejected()).isEmpty();
    }

    @Test
    void where_bad_lines_are_skipped_those_that_name_a_device_and_a_signal_are_refused_evidence() {
      String[] lines = {
        reading(1, 0, 60),
        reading(1, -1, 30),
        reading(2, 0, -61),
        PushFixture.line("\"deviceId\":" + world.id(3), "noncompliant", 0, 60),
        PushFixture.line("\"deviceId\":999999999", "vpn-broken", -1, 60),
        "{}"
      };
      Result result = skipping(lines);
      assertThat(result.created()).isEqualTo(1);
      assertThat(result.unchanged()).isZero();
      assertThat(result.rejectedCount()).isEqualTo(5);
      assertThat(result.rejected())
          .extracting(RefusedLine::line)
          .containsExactly(2L, 3L, 4L, 5L, 6L);
      assertThat(world.stored()).containsExactly("1 vpn-broken -60 good");
      assertThat(world.rejected()).containsExactly("1 vpn-broken 0", "2 vpn-broken 0");

      clock.advance(Duration.ofHours(1));
      try {
        skipping(lines);
        assertThat(world.rejected()).containsExactly("1 vpn-broken 3600", "2 vpn-broken 0");
      } finally {
        clock.set(TestClock.START);
      }
    }

    @Test
    void of_many_bad_lines_the_first_are_named_and_all_are_counted() {
      String[] lines =
          IntStream.rangeClosed(1, 250)
              .mapToObj(
                  n ->
                      n % 2 == 0
                          ? "no"
                          : PushFixture.line("\"deviceId\":99999" + n, "vpn-broken", 0, 60))
              .toArray(String[]::new);
      Result result = skipping(lines);
      assertThat(result.rejectedCount()).isEqualTo(250);
      assertThat(result.rejected())
          .extracting(RefusedLine::line)
          .isEqualTo(IntStream.rangeClosed(1, 100).mapToObj(Long::valueOf).toList());
    }

    @Test
    void a_body_that_breaks_off_leaves_nothing() {
      InputStream broken =
          new PushFixture.Meanwhile(
              reading(1, 0, 60),
              () -> {
                throw new UncheckedIOException(new IOException("gone"));
              });
      assertThatThrownBy(() -> run(broken)).isInstanceOf(UncheckedIOException.class);
      assertThat(world.stored()).isEmpty();
      assertThat(push(reading(1, 0, 60)).created()).isEqualTo(1);
    }

    private Result push(String... lines) {
      return run(PushFixture.body(lines));
    }

    private Result run(InputStream body) {
      return transaction.execute(status -> push.run(body, OnError.REFUSE));
    }

    private Result skipping(String... lines) {
      return transaction.execute(status -> push.run(PushFixture.body(lines), OnError.SKIP));
    }

    private String reading(int device, int value, int secondsAgo) {
      return PushFixture.line("\"deviceId\":" + world.id(device), "vpn-broken", value, secondsAgo);
    }
  }
}
