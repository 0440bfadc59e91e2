package dev.handover.rollout;

import dev.handover.calendar.Moment;
import dev.handover.security.Actor;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reminds those who are to decide on a wave, once for each end of their time, before what has moved
 * goes back without them. Administrators are among them from the start: nobody is left to ask.
 */
@Component
class DecisionReminders {

  /** So long before the end of their time. */
  private static final Duration BEFORE = Duration.ofDays(1);

  private static final String DUE =
      """
      w.state in ('HELD', 'FAILED') and w.decide_by > :now and w.decide_by <= :soon
      and (w.reminded_for is null or w.reminded_for <> w.decide_by)""";

  private final JdbcClient jdbc;
  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final RolloutJournal journal;
  private final Clock clock;

  DecisionReminders(
      JdbcClient jdbc,
      RolloutStore rollouts,
      WaveStore waves,
      RolloutJournal journal,
      Clock clock) {
    this.jdbc = jdbc;
    this.rollouts = rollouts;
    this.waves = waves;
    this.journal = journal;
    this.clock = clock;
  }

  /** Rollouts with a wave that has to be reminded of. */
  List<String> due() {
    return asked("select distinct w.rollout_id from wave w where " + DUE)
        .query(String.class)
        .list();
  }

  /** In the caller's transaction. */
  void remind(String id) {
    RolloutRow rollout = rollouts.lock(id);
    if (!rollout.state().goesForward()) {
      return;
    }
    List<Integer> due =
        asked("select w.no from wave w where w.rollout_id = :id and " + DUE)
            .param("id", id)
            .query(Integer.class)
            .list();
    for (int no : due) {
      waves.reminded(id, no);
      journal.tell(
          Actor.SYSTEM.id(),
          "decision-reminded",
          id,
          "%s of '%s' still waits for a decision; without one, what has moved goes back at %s."
              .formatted(
                  waves.name(id, no), rollout.title(), Moment.words(waves.get(id, no).decideBy())));
    }
  }

  private JdbcClient.StatementSpec asked(String sql) {
    return jdbc.sql(sql)
        .param("now", Sql.time(clock.instant()))
        .param("soon", Sql.time(clock.instant().plus(BEFORE)));
  }
}
