package dev.handover.estate.sandbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How the simulated world goes on: nothing runs in it; whoever looks at it or does something to it
 * first brings it up to date, in a transaction of its own, since it stands for outside systems.
 *
 * <p>What happens at which second does not depend on how often anybody looks. A rule that was added
 * or removed counts once its collection is evaluated, every five minutes; the client fetches it at
 * its own second of the hour and reports to the site at once; Intune hears of it at the next
 * check-in, one of which follows within an hour, else every eight hours, or when it is asked to.
 * Clients also report to the site once a day.
 */
final class World {

  static final long EVALUATION = 300;
  static final long POLICY = 3_600;

  private final JdbcClient jdbc;
  private final Travel travel;
  private final DeviceActions actions;
  private final AutoEnrolments enrolments;
  private final TransactionTemplate newTransaction;
  private final Clock clock;
  // Besides the row lock: H2 gives up waiting for a row after two seconds
  private final ReentrantLock lock = new ReentrantLock();

  World(
      JdbcClient jdbc,
      NamedParameterJdbcTemplate batch,
      AutoEnrolments enrolments,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.jdbc = jdbc;
    this.travel = new Travel(jdbc, batch);
    this.actions = new DeviceActions(jdbc);
    this.enrolments = enrolments;
    this.newTransaction = new TransactionTemplate(transactions);
    this.newTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.clock = clock;
  }

  /**
   * Looks at the world of this moment, given in seconds since 1970, or does something in it; nobody
   * else does meanwhile. What is done to it later takes effect after this second, so that whoever
   * has read up to it misses nothing.
   */
  <T> T now(LongFunction<T> work) {
    return alone(
        () -> {
          Progress progress = progress();
          long now = Math.max(clock.instant().getEpochSecond(), progress.advancedTo());
          if (progress.next() <= now) {
            advance(now);
          }
          jdbc.sql("update sandbox_world set advanced_to = :now where id = 1")
              .param("now", now)
              .update();
          return work.apply(now);
        });
  }

  /** Does something without bringing the world up to date first. */
  <T> T alone(Supplier<T> work) {
    lock.lock();
    try {
      return newTransaction.execute(
          status -> {
            jdbc.sql("select id from sandbox_world where id = 1 for update")
                .query(Integer.class)
                .single();
            return work.get();
          });
    } finally {
      lock.unlock();
    }
  }

  /** What the world was made from. */
  long seed() {
    return jdbc.sql("select seed from sandbox_world where id = 1").query(Long.class).single();
  }

  Instant instant() {
    return clock.instant();
  }

  /** How far the world has come, and when something will happen next. */
  private record Progress(long advancedTo, long next) {}

  private Progress progress() {
    return jdbc.sql(
            """
            select advanced_to,
                   (select min(evaluate_at) from sandbox_collection) as evaluate_at,
                   (select min(apply_at) from sandbox_device) as apply_at,
                   (select min(hear_at) from sandbox_device) as hear_at,
                   (select min(ends_at) from sandbox_action) as ends_at,
                   (select min(try_at) from sandbox_enrolment) as try_at
            from sandbox_world where id = 1
            """)
        .query(
            (rs, n) ->
                new Progress(
                    rs.getLong("advanced_to"),
                    LongStream.of(
                            orNever(rs, "evaluate_at"),
                            orNever(rs, "apply_at"),
                            orNever(rs, "hear_at"),
                            orNever(rs, "ends_at"),
                            orNever(rs, "try_at"))
                        .min()
                        .getAsLong()))
        .single();
  }

  private static long orNever(ResultSet rs, String column) throws SQLException {
    long value = rs.getLong(column);
    return rs.wasNull() ? Long.MAX_VALUE : value;
  }

  private void advance(long to) {
    for (Due due : due(to)) {
      travel.apply(due.at());
      evaluate(due.collection(), due.at());
    }
    travel.apply(to);
    travel.hear(to);
    enrolments.attempt(to, seed());
    actions.finish(to);
  }

  private record Due(String collection, long at) {}

  private List<Due> due(long to) {
    return jdbc.sql(
            """
            select id, evaluate_at from sandbox_collection where evaluate_at <= :to
            order by evaluate_at, id
            """)
        .param("to", to)
        .query((rs, n) -> new Due(rs.getString("id"), rs.getLong("evaluate_at")))
        .list();
  }

  /** The rules of a collection become its members; clients will notice. */
  void evaluate(String collection, long at) {
    int bit =
        jdbc.sql("select bit from sandbox_workload where collection_id = :collection")
            .param("collection", collection)
            .query(Integer.class)
            .optional()
            .orElse(0);
    if (bit != 0) {
      travel.membershipChanges(collection, bit, at);
    }
    jdbc.sql(
            """
            delete from sandbox_rule
            where collection_id = :collection and not direct_rule
            """)
        .param("collection", collection)
        .update();
    jdbc.sql(
            """
            update sandbox_rule set member = true
            where collection_id = :collection and not member
            """)
        .param("collection", collection)
        .update();
    jdbc.sql("update sandbox_collection set evaluate_at = null where id = :collection")
        .param("collection", collection)
        .update();
    enrolments.membersChanged(collection, at);
  }

  /** Every device looks again at what the sliders mean for it. */
  void retargetAll(long at) {
    travel.retargetAll(at);
  }

  /** Whoever a fault has silenced speaks again. */
  void wakeSilenced(long now) {
    travel.wakeSilenced(now);
    actions.wake(now);
  }

  DeviceActions actions() {
    return actions;
  }
}
