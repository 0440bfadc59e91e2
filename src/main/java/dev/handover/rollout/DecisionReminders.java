package dev.handover.rollout;

import dev.handover.calendar.Moment;
import dev.handover.health.WaveKey;
import dev.handover.security.Actor;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reminds those who are to decide on a wave, once for each end of their time, before what has moved
 * goes back without them. Administrators are among them from the start: nobody is left to ask.
 */
@Service
public class DecisionReminders {

  /** So long before the end of their time. */
  private static final Duration BEFORE = Duration.ofDays(1);

  private final JdbcClient jdbc;
  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final RolloutJournal journal;
  private final TransactionTemplate transaction;
  private final Clock clock;

  DecisionReminders(
      JdbcClient jdbc,
      RolloutStore rollouts,
      WaveStore waves,
      RolloutJournal journal,
      TransactionTemplate transaction,
      Clock clock) {
    this.jdbc = jdbc;
    this.rollouts = rollouts;
    this.waves = waves;
    this.journal = journal;
    this.transaction = transaction;
    this.clock = clock;
  }

  void look() {
    due().forEach(wave -> transaction.executeWithoutResult(t -> remind(wave)));
  }

  private List<WaveKey> due() {
    Instant now = clock.instant();
    return jdbc.sql(
            """
            select w.rollout_id, w.no from wave w join rollout r on r.id = w.rollout_id
            where w.state in ('HELD', 'FAILED') and w.decide_by > :now and w.decide_by <= :soon
              and (w.reminded_for is null or w.reminded_for <> w.decide_by)
              and r.state <> 'ROLLING_BACK' and r.ended_at is null""")
        .param("now", Sql.time(now))
        .param("soon", Sql.time(now.plus(BEFORE)))
        .query((rs, n) -> new WaveKey(rs.getString("rollout_id"), rs.getInt("no")))
        .list();
  }

  private void remind(WaveKey key) {
    RolloutRow rollout = rollouts.lock(key.rolloutId());
    int reminded =
        jdbc.sql(
                """
                update wave set reminded_for = decide_by
                where rollout_id = :rollout and no = :no and state in ('HELD', 'FAILED')
                  and decide_by > :now and (reminded_for is null or reminded_for <> decide_by)""")
            .param("rollout", key.rolloutId())
            .param("no", key.no())
            .param("now", Sql.time(clock.instant()))
            .update();
    if (reminded == 1 && rollout.state().goesForward()) {
      journal.tell(
          Actor.SYSTEM.id(),
          "decision-reminded",
          rollout.id(),
          "%s of '%s' still waits for a decision; without one, what has moved goes back at %s."
              .formatted(
                  waves.name(rollout.id(), key.no()),
                  rollout.title(),
                  Moment.words(waves.get(rollout.id(), key.no()).decideBy())));
    }
  }
}
