package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.estate.EstateException;
import dev.handover.rollout.WatchSteps.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the watch says of itself. */
class WatchStepsTest {

  private final DataSource data = TestDatabase.h2();
  private final JdbcClient jdbc = JdbcClient.create(data);
  private final TestClock clock = new TestClock();
  private final WatchSteps steps = new WatchSteps(new SimpleMeterRegistry(), jdbc, clock);
  private final List<String> done = new ArrayList<>();

  @BeforeEach
  void neverYet() {
    jdbc.sql("update watch_cycle set done_at = null, failing = null").update();
  }

  @Test
  void a_step_that_fails_holds_up_no_other_and_is_told_until_a_cycle_does_without() {
    steps.cycle(() -> steps.run("deliver orders", () -> done.add("delivered")));
    Instant good = clock.instant();
    clock.advance(Duration.ofMinutes(1));

    for (Runnable failure :
        List.<Runnable>of(
            () -> fail(new IllegalStateException("a row is in the way")),
            () -> fail(new NoClassDefFoundError("dev/handover/Gone")))) {
      done.clear();
      steps.cycle(
          () -> {
            steps.run("read health", failure);
            steps.run("judge waves", () -> done.add("judged"));
          });
      assertThat(done).containsExactly("judged");
      assertThat(steps.state().doneAt()).isEqualTo(good);
    }
    assertThat(steps.state().failing())
        .isEqualTo("It could not read health: java.lang.NoClassDefFoundError: dev/handover/Gone");

    steps.cycle(() -> steps.run("read health", () -> done.add("read")));
    assertThat(steps.state()).isEqualTo(new State(clock.instant(), null));
  }

  @Test
  void a_system_that_cannot_be_reached_is_no_failure_of_the_watch() {
    steps.cycle(
        () -> steps.run("send remote actions", () -> fail(new EstateException("no answer"))));

    assertThat(steps.state()).isEqualTo(new State(clock.instant(), null));
  }

  @Test
  void a_long_failure_is_told_in_short() {
    steps.cycle(
        () -> steps.run("judge waves", () -> fail(new IllegalStateException("x".repeat(5_000)))));

    assertThat(steps.state().failing()).hasSize(1_000).startsWith("It could not judge waves: ");
  }

  @Test
  void a_cycle_that_breaks_off_is_told() {
    assertThatThrownBy(() -> steps.cycle(() -> fail(new IllegalStateException("no connection"))))
        .hasMessage("no connection");

    assertThat(steps.state().doneAt()).isNull();
    assertThat(steps.state().failing()).startsWith("It broke off: ").contains("no connection");
  }

  private static void fail(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }
}
