package dev.handover.rollout;

import dev.handover.sql.Sql;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who lets a wave move in spite of the calendar, in the caller's transaction. */
@Repository
class BreakGlassStore {

  private final JdbcClient jdbc;
  private final Clock clock;

  BreakGlassStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * One person's wish.
   *
   * @param agreedBy the second person; null until there is one
   */
  record Asked(String askedBy, String reason, Instant askedAt, String agreedBy) {}

  /** The first wave that has not passed; the last stands for the slider and what follows it. */
  int waveAtHand(String rolloutId) {
    return jdbc.sql(
            """
            select coalesce(min(case when state not in ('PASSED', 'ROLLED_BACK') then no end), max(no))
            from wave where rollout_id = :rollout""")
        .param("rollout", rolloutId)
        .query(Integer.class)
        .single();
  }

  /** The rollouts that go on and have, or had, a wave that moves in spite of the calendar. */
  Set<String> broken() {
    return jdbc.sql(
            """
            select b.rollout_id from break_glass b join rollout r on r.id = b.rollout_id
            where b.agreed_by is not null and r.ended_at is null""")
        .query(String.class)
        .set();
  }

  boolean broken(String rolloutId, int wave) {
    return find(rolloutId, wave).filter(a -> a.agreedBy() != null).isPresent();
  }

  Optional<Asked> find(String rolloutId, int wave) {
    return jdbc.sql(
            """
            select asked_by, reason, asked_at, agreed_by from break_glass
            where rollout_id = :rollout and wave_no = :wave""")
        .param("rollout", rolloutId)
        .param("wave", wave)
        .query(
            (rs, row) ->
                new Asked(
                    rs.getString("asked_by"),
                    rs.getString("reason"),
                    Sql.instant(rs, "asked_at"),
                    rs.getString("agreed_by")))
        .optional();
  }

  /** A wish in place of an older one that nobody has agreed to. */
  void ask(String rolloutId, int wave, String by, String reason) {
    jdbc.sql(
            """
            delete from break_glass
            where rollout_id = :rollout and wave_no = :wave and agreed_by is null""")
        .param("rollout", rolloutId)
        .param("wave", wave)
        .update();
    jdbc.sql(
            """
            insert into break_glass (rollout_id, wave_no, asked_by, reason, asked_at)
            values (:rollout, :wave, :by, :reason, :now)""")
        .param("rollout", rolloutId)
        .param("wave", wave)
        .param("by", by)
        .param("reason", reason)
        .param("now", Sql.time(clock.instant()))
        .update();
  }

  void agree(String rolloutId, int wave, String by) {
    jdbc.sql(
            """
            update break_glass set agreed_by = :by, agreed_at = :now
            where rollout_id = :rollout and wave_no = :wave""")
        .param("rollout", rolloutId)
        .param("wave", wave)
        .param("by", by)
        .param("now", Sql.time(clock.instant()))
        .update();
  }
}
