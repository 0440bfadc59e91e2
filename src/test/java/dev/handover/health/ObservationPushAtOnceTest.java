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
import dev.handover.health.Observations.Reading;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.SqlProvider;
import org.springframework.transaction.support.TransactionTemplate;

/** What happens while lines come and while others write. */
class ObservationPushAtOnceTest {

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
    void a_device_that_comes_while_lines_are_looked_at_does_not_make_a_line_nameless() {
      JdbcTemplate interrupted =
          new JdbcTemplate(dataSource) {
            @Override
            public <T> T query(PreparedStatementCreator statement, ResultSetExtractor<T> rows) {
              if (((SqlProvider) statement).getSql().contains("from pushed_reading")) {
                elsewhere(() -> world.device(4)).run();
              }
              return super.query(statement, rows);
            }
          };
      ObservationPush late = new ObservationPush(interrupted, clock);
      String line =
          PushFixture.line("\"resourceId\":" + PushFixture.resource(4), "vpn-broken", 0, 60);
      RefusedBatch refused =
          catchThrowableOfType(
              RefusedBatch.class,
              () ->
                  transaction.execute(status -> late.run(PushFixture.body(line), OnError.REFUSE)));
      assertThat(refused.lines())
          .containsExactly(
              new RefusedLine(
                  1,
                  "No device is known by the resource ID %d.".formatted(PushFixture.resource(4))));
    }

    @Test
    void a_signal_that_comes_to_mean_something_else_meanwhile_refuses_the_call() {
      InputStream body =
          new PushFixture.Meanwhile(
              reading(1, 2, 60), elsewhere(() -> world.define("vpn-broken", 2)));
      assertThatThrownBy(() -> run(body)).isInstanceOf(OptimisticLockingFailureException.class);
      assertThat(world.stored()).isEmpty();
      InputStream removed =
          new PushFixture.Meanwhile(reading(1, 2, 60), elsewhere(() -> world.remove("vpn-broken")));
      assertThatThrownBy(() -> run(removed)).isInstanceOf(OptimisticLockingFailureException.class);
      assertThat(world.stored()).isEmpty();
    }

    @Test
    void two_pushes_at_once_lose_no_newest_reading() {
      CountDownLatch secondHasRead = new CountDownLatch(1);
      InputStream second =
          new PushFixture.Meanwhile(
              PushFixture.line("\"deviceId\":" + world.id(2), "disk-full", 0, 10)
                  + "\n"
                  + reading(2, 0, 90)
                  + "\n"
                  + reading(1, 0, 10),
              secondHasRead::countDown);
      CompletableFuture<Result> other =
          transaction.execute(
              status -> {
                push.run(
                    PushFixture.body(
                        reading(1, 9, 60),
                        reading(2, 9, 60),
                        PushFixture.line("\"deviceId\":" + world.id(2), "disk-full", 1, 60)),
                    OnError.REFUSE);
                CompletableFuture<Result> started =
                    CompletableFuture.supplyAsync(() -> run(second));
                await(secondHasRead);
                return started;
              });
      Result result = other.orTimeout(20, TimeUnit.SECONDS).join();
      assertThat(result.created()).isZero();
      assertThat(result.updated()).isEqualTo(2);
      assertThat(result.unchanged()).isEqualTo(1);
      assertThat(world.stored())
          .containsExactly("1 vpn-broken -10 good", "2 disk-full -10 good", "2 vpn-broken -60 bad");
    }

    @Test
    void a_push_waits_for_no_reader_and_no_watch() {
      WaveFixture watch = new WaveFixture(dataSource);
      Observations observations = watch.observations(clock);
      EvidenceStore evidence = watch.evidence();
      transaction.executeWithoutResult(
          status -> {
            observations.record(
                List.of(
                    new Reading(
                        PushFixture.guid(1), "noncompliant", 1, clock.instant().minusSeconds(5))));
            evidence.measure(clock.instant());
            Result result =
                CompletableFuture.supplyAsync(() -> push(reading(1, 9, 60)))
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            assertThat(result.created()).isEqualTo(1);
          });
      assertThat(world.stored()).containsExactly("1 noncompliant -5 bad", "1 vpn-broken -60 bad");
    }

    private Result push(String... lines) {
      return run(PushFixture.body(lines));
    }

    private Result run(InputStream body) {
      return transaction.execute(status -> push.run(body, OnError.REFUSE));
    }

    private String reading(int device, int value, int secondsAgo) {
      return PushFixture.line("\"deviceId\":" + world.id(device), "vpn-broken", value, secondsAgo);
    }
  }

  /** In a transaction of its own. */
  private static Runnable elsewhere(Runnable work) {
    return () -> CompletableFuture.runAsync(work).join();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
