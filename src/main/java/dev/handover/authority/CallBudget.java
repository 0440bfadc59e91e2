package dev.handover.authority;

import dev.handover.sql.Sql;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * How much may be written to an external system, counted in the database for all nodes together.
 * Windows do not slide: around the turn of one, up to two windows' worth may follow each other.
 * Nobody waits here; who is granted nothing comes again in the next cycle.
 */
@Repository
public class CallBudget {

  private static final int SENTENCE = 400;

  private final JdbcClient jdbc;
  private final Clock clock;

  public CallBudget(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * A system, or a part of one, that is left alone.
   *
   * @param until in the estate's time
   * @param why what it answered
   */
  public record Closed(String system, Instant until, String why) {}

  /**
   * Takes from the window's budget.
   *
   * @param forward whether this is for a move to Intune, which leaves the rollbacks' part alone;
   *     likewise for whatever else leaves a part to what is more urgent
   * @param wanted how many writes
   * @return how many are granted, 0 … wanted
   */
  @Transactional
  public int take(String system, AuthoritySettings.Limits limits, boolean forward, int wanted) {
    record Window(Instant start, int used) {}
    // Locked until the end of the transaction, so that two nodes never count the same write twice.
    Window window =
        jdbc.sql("select window_start, used from call_budget where system = :system for update")
            .param("system", system)
            .query((rs, n) -> new Window(Sql.instant(rs, "window_start"), rs.getInt("used")))
            .single();
    Instant now = clock.instant();
    // A clock that is a little behind another node's is in the same window.
    boolean over =
        !now.isBefore(window.start().plus(limits.window()))
            || now.isBefore(window.start().minus(limits.window()));
    int used = over ? 0 : window.used();
    int granted = Math.min(wanted, Math.max(0, allowed(limits, forward) - used));
    jdbc.sql(
            """
            update call_budget set window_start = :start, used = :used where system = :system""")
        .param("start", Sql.time(over ? now : window.start()))
        .param("used", used + granted)
        .param("system", system)
        .update();
    return granted;
  }

  private static int allowed(AuthoritySettings.Limits limits, boolean forward) {
    return forward ? limits.forward() : limits.writes();
  }

  /** Makes sure that the system has a row, which {@link #take} locks. */
  public void open(String system) {
    try {
      jdbc.sql(
              """
              insert into call_budget (system, window_start, used)
              select :system, cast(:now as timestamp(6) with time zone), 0
              where not exists (select 1 from call_budget where system = :system)""")
          .param("system", system)
          .param("now", Sql.time(clock.instant()))
          .update();
    } catch (DuplicateKeyException e) {
      // Another node was faster; that is what was wanted.
    }
  }

  /** Leaves the system alone until then: no node writes to it. */
  public void close(String system, Instant until, String why) {
    open(system);
    String sentence = why == null ? "no reason given" : why;
    jdbc.sql(
            """
            update call_budget set closed_until = :until, closed_why = :why
            where system = :system and (closed_until is null or closed_until < :until)""")
        .param("until", Sql.time(until))
        .param("why", sentence.substring(0, Math.min(SENTENCE, sentence.length())))
        .param("system", system)
        .update();
  }

  /** What is left alone at this moment. */
  public List<Closed> closed() {
    return jdbc.sql(
            """
            select system, closed_until, closed_why from call_budget
            where closed_until > :now order by system""")
        .param("now", Sql.time(clock.instant()))
        .query(
            (rs, n) ->
                new Closed(
                    rs.getString("system"),
                    Sql.instant(rs, "closed_until"),
                    rs.getString("closed_why")))
        .list();
  }
}
