package dev.handover.rollout;

import dev.handover.estate.EstateException;
import dev.handover.sql.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Runs the steps of the watch, one after the other, on one thread: each is timed, and one that
 * fails holds up no other. What fails is kept for people to see until a cycle does without.
 */
@Component
public class WatchSteps {

  /** The timer of each step of a cycle, by its tag {@code step}. */
  public static final String TIMER = "handover.watch.step";

  private static final Logger log = LoggerFactory.getLogger(WatchSteps.class);

  private final MeterRegistry meters;
  private final JdbcClient jdbc;
  private final Clock clock;

  /** Of the cycle under way, in sentences. */
  private final List<String> failures = new ArrayList<>();

  public WatchSteps(MeterRegistry meters, JdbcClient jdbc, Clock clock) {
    this.meters = meters;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * @param doneAt when every step of a cycle succeeded last, in the estate's time; null if never
   * @param failing what the last cycle could not do; null where it did all
   */
  public record State(Instant doneAt, String failing) {}

  /** Runs a whole cycle and keeps how it went. */
  public void cycle(Runnable steps) {
    failures.clear();
    try {
      steps.run();
    } catch (RuntimeException | Error e) {
      failures.add("It broke off: " + e);
      throw e;
    } finally {
      keep();
    }
  }

  /**
   * Runs a step of the cycle under way. That a system cannot be read or reached is no failure of
   * the watch; who asked it has told so.
   *
   * @param what it does, as in "the watch could not …"
   */
  public void run(String what, Runnable step) {
    Timer.Sample begun = Timer.start(meters);
    try {
      step.run();
    } catch (EstateException e) {
      log.debug("The watch could not {}: {}", what, e.getMessage());
    } catch (RuntimeException | Error e) {
      failures.add("It could not %s: %s".formatted(what, e));
      log.error("The watch could not {}; it tries again in the next cycle.", what, e);
    } finally {
      begun.stop(meters.timer(TIMER, "step", what));
    }
  }

  public State state() {
    return jdbc.sql("select done_at, failing from watch_cycle where id = 1")
        .query((rs, row) -> new State(Sql.instant(rs, "done_at"), rs.getString("failing")))
        .single();
  }

  private void keep() {
    if (failures.isEmpty()) {
      jdbc.sql("update watch_cycle set done_at = :now, failing = null where id = 1")
          .param("now", Sql.time(clock.instant()))
          .update();
    } else {
      jdbc.sql("update watch_cycle set failing = :failing where id = 1")
          .param("failing", Words.shortened(String.join(" ", failures)))
          .update();
    }
  }
}
