package dev.handover.rollout;

import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Waves, in the caller's transaction. Every change of state names the states it starts from. */
@Repository
class WaveStore {

  private final JdbcClient jdbc;
  private final Clock clock;

  WaveStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  Optional<WaveRow> find(String rolloutId, int no) {
    return jdbc.sql("select * from wave where rollout_id = :rollout and no = :no")
        .param("rollout", rolloutId)
        .param("no", no)
        .query(WaveStore::row)
        .optional();
  }

  /**
   * @throws Refused if the rollout has no such wave
   */
  WaveRow get(String rolloutId, int no) {
    return find(rolloutId, no)
        .orElseThrow(() -> Refused.unknown("Rollout %s has no wave %d.".formatted(rolloutId, no)));
  }

  /** All waves, the pilot first and the watch over production last. */
  List<WaveRow> all(String rolloutId) {
    return jdbc.sql("select * from wave where rollout_id = :rollout order by no")
        .param("rollout", rolloutId)
        .query(WaveStore::row)
        .list();
  }

  /** Waves in one of these states whose rollouts go forward. */
  List<WaveRow> in(List<WaveState> states) {
    return jdbc.sql(
            """
            select w.* from wave w join rollout r on r.id = w.rollout_id
            where w.state in (:states) and r.state <> 'ROLLING_BACK' and r.ended_at is null
            order by w.rollout_id, w.no""")
        .param("states", states.stream().map(Enum::name).toList())
        .query(WaveStore::row)
        .list();
  }

  /** Waves that wait to move: those that asked for room first, then those that wait longest. */
  List<WaveRow> waitingInTurn() {
    return jdbc.sql(
            """
            select w.* from wave w join rollout r on r.id = w.rollout_id
            where w.state = 'WAITING' and r.state <> 'ROLLING_BACK' and r.ended_at is null
            order by w.room_asked_at nulls last, r.waiting_since nulls last, w.rollout_id, w.no""")
        .query(WaveStore::row)
        .list();
  }

  /** The number of the watch over production: one more than the last wave's. */
  int production(String rolloutId) {
    return jdbc.sql("select max(no) from wave where rollout_id = :rollout")
        .param("rollout", rolloutId)
        .query(Integer.class)
        .single();
  }

  /** What people call it: {@code Wave 2 of 3}. */
  String name(String rolloutId, int no) {
    return Words.wave(no, production(rolloutId));
  }

  /**
   * @throws IllegalStateException if a wave before this one is in none of these states
   */
  void requireBefore(String rolloutId, int no, Set<WaveState> states) {
    if (!all(rolloutId).stream().allMatch(w -> w.no() >= no || states.contains(w.state()))) {
      throw new IllegalStateException(
          "Not every wave of rollout %s before wave %d has passed; nothing is moved."
              .formatted(rolloutId, no));
    }
  }

  /** Whether a wave before this one has failed: one that had passed, and regressed since. */
  boolean failedBefore(String rolloutId, int no) {
    return jdbc.sql(
                """
                select count(*) from wave
                where rollout_id = :rollout and no < :no and state = 'FAILED'""")
            .param("rollout", rolloutId)
            .param("no", no)
            .query(Integer.class)
            .single()
        > 0;
  }

  /** When approvals of this wave were withdrawn last; empty where they never were. */
  Optional<Instant> approvalsFrom(String rolloutId, int no) {
    return jdbc.sql(
            """
            select approvals_from from wave
            where rollout_id = :rollout and no = :no and approvals_from is not null""")
        .param("rollout", rolloutId)
        .param("no", no)
        .query((rs, n) -> Sql.instant(rs, "approvals_from"))
        .optional();
  }

  /** From now on, approvals of this wave given before no longer count. */
  void withdrawApprovals(String rolloutId, int no) {
    jdbc.sql("update wave set approvals_from = :now where rollout_id = :rollout and no = :no")
        .param("now", Sql.time(clock.instant()))
        .param("rollout", rolloutId)
        .param("no", no)
        .update();
  }

  /** The judge looks at all its waves anew: what one of them may do depends on the others. */
  void lookAnew(String rolloutId) {
    jdbc.sql("update wave set look_at = null, strata_at = null where rollout_id = :rollout")
        .param("rollout", rolloutId)
        .update();
  }

  /** Changes the state; false if the wave stood in none of the given ones. */
  boolean move(String rolloutId, int no, WaveState to, List<WaveState> from) {
    lookAnew(rolloutId);
    boolean ended = to == WaveState.PASSED || to == WaveState.FAILED || to == WaveState.ROLLED_BACK;
    return jdbc.sql(
                """
                update wave set state = :to, ended_at = :ended,
                  passed_at =
                    coalesce(cast(:passed as timestamp(6) with time zone), passed_at)
                where rollout_id = :rollout and no = :no and state in (:from)""")
            .param("to", to.name())
            .param("ended", ended ? Sql.time(clock.instant()) : null)
            .param("passed", to == WaveState.PASSED ? Sql.time(clock.instant()) : null)
            .param("rollout", rolloutId)
            .param("no", no)
            .param("from", from.stream().map(Enum::name).toList())
            .update()
        == 1;
  }

  /** There is room for its devices, and it is kept for them; the next step orders them. */
  void cleared(String rolloutId, int no) {
    jdbc.sql("update wave set cleared_at = :now where rollout_id = :rollout and no = :no")
        .param("now", Sql.time(clock.instant()))
        .param("rollout", rolloutId)
        .param("no", no)
        .update();
  }

  /** The moves are ordered: soak and deadline run from here. */
  void started(String rolloutId, int no, Duration deadline) {
    lookAnew(rolloutId);
    Instant now = clock.instant();
    jdbc.sql(
            """
            update wave set started_at = :now, deadline_at = :deadline
            where rollout_id = :rollout and no = :no""")
        .param("now", Sql.time(now))
        .param("deadline", Sql.time(now.plus(deadline)))
        .param("rollout", rolloutId)
        .param("no", no)
        .update();
  }

  void deadline(String rolloutId, int no, Instant deadline) {
    lookAnew(rolloutId);
    jdbc.sql("update wave set deadline_at = :deadline where rollout_id = :rollout and no = :no")
        .param("deadline", Sql.time(deadline))
        .param("rollout", rolloutId)
        .param("no", no)
        .update();
  }

  /** Who is to decide on it has been reminded of the end of that time. */
  void reminded(String rolloutId, int no) {
    jdbc.sql("update wave set reminded_for = decide_by where rollout_id = :rollout and no = :no")
        .param("rollout", rolloutId)
        .param("no", no)
        .update();
  }

  /** Until when a person may decide on it before it is put back. */
  void decideBy(String rolloutId, int no, Instant moment) {
    jdbc.sql("update wave set decide_by = :moment where rollout_id = :rollout and no = :no")
        .param("moment", Sql.time(moment))
        .param("rollout", rolloutId)
        .param("no", no)
        .update();
  }

  /** Waves of which every order is confirmed, or cannot be, go from moving to soaking. */
  int soakWhereConfirmed() {
    return jdbc.sql(
            """
            update wave set state = 'SOAKING', look_at = null
            where state = 'MOVING' and not exists (
              select 1 from authority_order o
              join wave_device d on d.rollout_id = o.rollout_id and d.device_id = o.device_id
              where o.rollout_id = wave.rollout_id and o.wave_no = wave.no
                and o.direction = 'TO_INTUNE' and o.state in ('ORDERED', 'CLAIMED', 'DELIVERED')
                and d.quarantine is null)""")
        .update();
  }

  /**
   * The waves that a rollback puts back, from one on. One that waits has moved nothing: it neither
   * goes back nor takes room meanwhile, but is as planned as those after it.
   */
  void rollBack(String rolloutId, int fromWave, WaveState to) {
    jdbc.sql(
            """
            update wave set state = 'PLANNED', cleared_at = null
            where rollout_id = :rollout and no >= :from and state = 'WAITING'""")
        .param("rollout", rolloutId)
        .param("from", fromWave)
        .update();
    jdbc.sql(
            """
            update wave set state = :to, ended_at = :now
            where rollout_id = :rollout and no >= :from and state <> 'PLANNED'""")
        .param("to", to.name())
        .param("now", Sql.time(clock.instant()))
        .param("rollout", rolloutId)
        .param("from", fromWave)
        .update();
  }

  static WaveRow row(ResultSet rs, int number) throws SQLException {
    return new WaveRow(
        rs.getString("rollout_id"),
        rs.getInt("no"),
        rs.getInt("cohort_from"),
        rs.getInt("size"),
        WaveState.valueOf(rs.getString("state")),
        Duration.ofSeconds(rs.getLong("soak_seconds")),
        Sql.instant(rs, "cleared_at"),
        Sql.instant(rs, "started_at"),
        Sql.instant(rs, "deadline_at"),
        Sql.instant(rs, "decide_by"),
        rs.getString("verdict"),
        rs.getString("evidence"),
        rs.getString("evidence_hash"),
        Sql.instant(rs, "strata_at"),
        rs.getInt("joined"));
  }
}
