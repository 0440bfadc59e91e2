package dev.handover.estate.sandbox;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.function.Supplier;
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
 * its own minute of the hour and reports to the site at once; Intune hears of it at the next
 * check-in, one of which follows within an hour, else every eight hours. Clients also report to the
 * site once a day.
 */
final class World {

  static final long EVALUATION = 300;
  static final long POLICY = 3_600;
  static final long SYNC = 8 * 3_600;
  static final long REPORT = 24 * 3_600;

  private final JdbcClient jdbc;
  private final TransactionTemplate newTransaction;
  private final Clock clock;
  // Besides the row lock: H2 gives up waiting for a row after two seconds
  private final ReentrantLock lock = new ReentrantLock();

  World(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
    this.jdbc = jdbc;
    this.newTransaction = new TransactionTemplate(transactions);
    this.newTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.clock = clock;
  }

  /** Does something in the world of this moment, given in seconds since 1970. */
  <T> T now(LongFunction<T> work) {
    return alone(
        () -> {
          long now = advance();
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

  Instant instant() {
    return clock.instant();
  }

  private long advance() {
    long from =
        jdbc.sql("select advanced_to from sandbox_world where id = 1").query(Long.class).single();
    long to = clock.instant().getEpochSecond();
    if (to <= from) {
      return from;
    }
    for (Due due : due(to)) {
      applyPolicies(due.at());
      evaluate(due.collection(), due.at());
    }
    applyPolicies(to);
    checkIn(to);
    reportDaily(to);
    jdbc.sql("update sandbox_world set advanced_to = :to where id = 1").param("to", to).update();
    return to;
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
    shiftMembership(collection, "r.direct_rule and not r.member", bit);
    shiftMembership(collection, "r.member and not r.direct_rule", -bit);
    jdbc.sql(
            """
            update sandbox_rule set member = direct_rule, evaluated_at = :at
            where collection_id = :collection and direct_rule <> member
            """)
        .param("collection", collection)
        .param("at", at)
        .update();
    jdbc.sql(
            """
            update sandbox_device d
            set target_bits = (select a.target_bits from sandbox_authority a
                               where a.member_bits = d.member_bits)
            where d.governed
              and d.resource_id in (select r.resource_id from sandbox_rule r
                                    where r.collection_id = :collection and r.evaluated_at = :at)
            """)
        .param("collection", collection)
        .param("at", at)
        .update();
    jdbc.sql(
            """
            update sandbox_device
            set apply_at = case when target_bits = client_bits or configmgr_silent then null
                else :next + mod(mod(policy_phase - :next, :hour) + :hour, :hour) end
            where governed
              and resource_id in (select r.resource_id from sandbox_rule r
                                  where r.collection_id = :collection and r.evaluated_at = :at)
            """)
        .param("next", at + 1)
        .param("hour", POLICY)
        .param("collection", collection)
        .param("at", at)
        .update();
    jdbc.sql(
            """
            delete from sandbox_rule
            where collection_id = :collection and not direct_rule and not member
            """)
        .param("collection", collection)
        .update();
    jdbc.sql("update sandbox_collection set evaluate_at = null where id = :collection")
        .param("collection", collection)
        .update();
  }

  private void shiftMembership(String collection, String which, int by) {
    jdbc.sql(
            """
            update sandbox_device set member_bits = member_bits + :by
            where resource_id in (select r.resource_id from sandbox_rule r
                                  where r.collection_id = :collection and %s)
            """
                .formatted(which))
        .param("by", by)
        .param("collection", collection)
        .update();
  }

  /** Every governed device looks again at what the sliders mean for it. */
  void retargetAll(long at) {
    jdbc.sql(
            """
            update sandbox_device d
            set target_bits = (select a.target_bits from sandbox_authority a
                               where a.member_bits = d.member_bits)
            where d.governed
              and d.target_bits <> (select a.target_bits from sandbox_authority a
                                    where a.member_bits = d.member_bits)
            """)
        .update();
    scheduleAll(at);
  }

  /** Whoever has something to fetch will fetch it at the next occasion after this moment. */
  void scheduleAll(long at) {
    jdbc.sql(
            """
            update sandbox_device
            set apply_at = case when target_bits = client_bits or configmgr_silent then null
                else :next + mod(mod(policy_phase - :next, :hour) + :hour, :hour) end
            where governed and (target_bits <> client_bits or apply_at is not null)
            """)
        .param("next", at + 1)
        .param("hour", POLICY)
        .update();
  }

  private void applyPolicies(long to) {
    if (jdbc.sql("select count(*) from sandbox_device where apply_at <= :to")
            .param("to", to)
            .query(Integer.class)
            .single()
        == 0) {
      return;
    }
    // A check-in before the change still reports what was before
    jdbc.sql(
            """
            update sandbox_device
            set synced_at = greatest(next_sync_at,
                                     apply_at - 1 - mod(apply_at - 1 - sync_phase, :period)),
                next_sync_at = apply_at - 1 - mod(apply_at - 1 - sync_phase, :period) + :period,
                intune_bits = client_bits
            where apply_at <= :to and next_sync_at < apply_at
            """)
        .param("period", SYNC)
        .param("to", to)
        .update();
    jdbc.sql(
            """
            delete from sandbox_switch where (device_id, workload) in (
              select d.id, w.workload from sandbox_device d cross join sandbox_workload w
              where d.apply_at <= :to and mod(d.target_bits / w.bit, 2) = 0)
            """)
        .param("to", to)
        .update();
    jdbc.sql(
            """
            insert into sandbox_switch (device_id, workload, switched_at)
            select d.id, w.workload, d.apply_at
            from sandbox_device d cross join sandbox_workload w
            where d.apply_at <= :to
              and mod(d.target_bits / w.bit, 2) = 1 and mod(d.client_bits / w.bit, 2) = 0
            """)
        .param("to", to)
        .update();
    silence(to);
    jdbc.sql(
            """
            update sandbox_device
            set client_bits = target_bits,
                reported_at = apply_at,
                next_report_at = case when configmgr_silent then null else next_report_at end,
                next_sync_at = case when intune_silent then null
                                    when next_sync_at > apply_at + sync_delay
                                    then apply_at + sync_delay
                                    else next_sync_at end,
                apply_at = null
            where apply_at <= :to
            """)
        .param("to", to)
        .update();
  }

  private void silence(long to) {
    jdbc.sql(
            """
            update sandbox_device set silenced = true, configmgr_silent = true, intune_silent = true
            where apply_at <= :to and target_bits > client_bits and not configmgr_silent
              and luck < (select f.silent_share * 1000000 from sandbox_fault f where f.id = 1)
            """)
        .param("to", to)
        .update();
  }

  private void checkIn(long to) {
    jdbc.sql(
            """
            update sandbox_device
            set synced_at = greatest(next_sync_at, :to - mod(:to - sync_phase, :period)),
                next_sync_at = :to - mod(:to - sync_phase, :period) + :period,
                intune_bits = client_bits
            where next_sync_at <= :to
            """)
        .param("to", to)
        .param("period", SYNC)
        .update();
  }

  private void reportDaily(long to) {
    jdbc.sql(
            """
            update sandbox_device
            set reported_at = greatest(reported_at, :to - mod(:to - report_phase, :period)),
                next_report_at = :to - mod(:to - report_phase, :period) + :period
            where next_report_at <= :to
            """)
        .param("to", to)
        .param("period", REPORT)
        .update();
  }

  /** Whoever a fault has silenced speaks again. */
  void wakeSilenced(long now) {
    jdbc.sql(
            """
            update sandbox_device
            set silenced = false, configmgr_silent = false, intune_silent = false,
                next_report_at = :now - mod(:now - report_phase, :day) + :day,
                next_sync_at = :now - mod(:now - sync_phase, :period) + :period
            where silenced
            """)
        .param("now", now)
        .param("day", REPORT)
        .param("period", SYNC)
        .update();
    scheduleAll(now);
  }
}
