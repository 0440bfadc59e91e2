package dev.handover.rollout;

import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Rollouts, in the caller's transaction. Every change of state names the states it starts from. */
@Repository
class RolloutStore {

  /** Says what a rollout waits for; the same, until the same moment, changes nothing. */
  static final String WAITING =
      """
      update rollout set waiting_since =
          case when waiting_for = :for then waiting_since else :now end,
        waiting_for = :for, waiting_reason = :reason, waiting_until = :until
      where id = :id and not (coalesce(waiting_for, '') = :for
        and coalesce(waiting_reason, '') = :reason
        and waiting_until is not distinct from cast(:until as timestamp(6) with time zone))""";

  private final JdbcClient jdbc;
  private final Clock clock;

  RolloutStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * @throws Refused if there is no such rollout
   */
  RolloutRow get(String id) {
    return find(id, "");
  }

  /** Reads a rollout and keeps others from changing it until the transaction ends. */
  RolloutRow lock(String id) {
    return find(id, " for update");
  }

  /** Waits until nobody else is at a rollout, and keeps others away until the transaction ends. */
  void await(String id) {
    jdbc.sql("select id from rollout where id = :id for update")
        .param("id", id)
        .query(String.class)
        .optional();
  }

  /**
   * Locks every rollout that has not ended. Who changes several does this before it tells the first
   * word of them: the journal is one chain, and others hold a rollout while they wait to write in
   * it.
   */
  void lockAll() {
    jdbc.sql("select id from rollout where ended_at is null order by id for update")
        .query(String.class)
        .list();
  }

  private RolloutRow find(String id, String locking) {
    return jdbc.sql("select * from rollout where id = :id" + locking)
        .param("id", id)
        .query(RolloutStore::row)
        .optional()
        .orElseThrow(() -> Refused.unknown("There is no rollout '%s'.".formatted(id)));
  }

  /**
   * Changes the state.
   *
   * @throws IllegalStateException if the rollout stood in none of the given states
   */
  void move(RolloutRow rollout, RolloutState to, RolloutState... from) {
    int moved =
        jdbc.sql(
                """
                update rollout set state = :to, ended_at = :ended
                where id = :id and state in (:from)""")
            .param("to", to.name())
            .param("ended", to.ended() ? Sql.time(clock.instant()) : null)
            .param("id", rollout.id())
            .param("from", Stream.of(from).map(Enum::name).toList())
            .update();
    if (moved == 0) {
      throw new IllegalStateException(
          "Rollout %s is %s and cannot become %s.".formatted(rollout.id(), rollout.state(), to));
    }
  }

  void policy(
      String id, int start, int expansion, int wave, SliderMode handover, OnFailure onFailure) {
    jdbc.sql(
            """
            update rollout set start_approvals = :start, expansion_approvals = :expansion,
              wave_approvals = :wave, handover = :handover, on_failure = :onFailure
            where id = :id""")
        .param("start", start)
        .param("expansion", expansion)
        .param("wave", wave)
        .param("handover", handover.name())
        .param("onFailure", onFailure.name())
        .param("id", id)
        .update();
  }

  /** Nobody moves its slider. */
  void sliderStays(String id) {
    jdbc.sql("update rollout set handover = :none where id = :id")
        .param("none", SliderMode.NONE.name())
        .param("id", id)
        .update();
  }

  /** Since when a rollout waits for this; empty where it waits for something else. */
  Optional<Instant> waitingSince(String id, String waitingFor) {
    return jdbc.sql("select waiting_since from rollout where id = :id and waiting_for = :for")
        .param("id", id)
        .param("for", waitingFor)
        .query((rs, row) -> Sql.instant(rs, "waiting_since"))
        .optional();
  }

  /**
   * Says what the rollout waits for, for people to read.
   *
   * @return whether that is another thing, reason or moment than before
   */
  boolean waiting(String id, String waitingFor, String reason, Instant until) {
    return jdbc.sql(WAITING).params(waits(id, waitingFor, reason, until)).update() > 0;
  }

  /** The parameters of {@link #WAITING}. */
  Map<String, ?> waits(String id, String waitingFor, String reason, Instant until) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("for", waitingFor);
    parameters.put("reason", reason);
    parameters.put("until", Sql.time(until));
    parameters.put("now", Sql.time(clock.instant()));
    parameters.put("id", id);
    return parameters;
  }

  void notWaiting(String id) {
    jdbc.sql(
            """
            update rollout set waiting_for = null, waiting_reason = null, waiting_since = null,
              waiting_until = null
            where id = :id""")
        .param("id", id)
        .update();
  }

  /** Why the calendar holds it, and until when as far as is known; null, null: it does not. */
  void calendarHold(String id, String reason, Instant until) {
    jdbc.sql(
            """
            update rollout set calendar_hold = :reason, calendar_held_until = :until,
              calendar_held_since = case
                when :reason is null then null else coalesce(calendar_held_since, :now) end
            where id = :id""")
        .param("reason", reason, java.sql.Types.VARCHAR)
        .param("until", Sql.time(until))
        .param("now", Sql.time(clock.instant()))
        .param("id", id)
        .update();
  }

  /** From here on, orders of the generations before no longer count, and no calendar holds it. */
  void rollingBack(String id, int fromWave, String reason) {
    jdbc.sql(
            """
            update rollout set state = 'ROLLING_BACK', generation = generation + 1,
              rollback_from = :from, rollback_reason = :reason, calendar_hold = null,
              calendar_held_until = null, calendar_held_since = null
            where id = :id""")
        .param("from", fromWave)
        .param("reason", reason)
        .param("id", id)
        .update();
  }

  /** Why it ends where it stands; the first reason counts. */
  void cancelledBecause(String id, String why) {
    jdbc.sql("update rollout set cancel_reason = coalesce(cancel_reason, :why) where id = :id")
        .param("why", why)
        .param("id", id)
        .update();
  }

  void backBy(String id, Instant moment) {
    jdbc.sql("update rollout set back_by = :moment where id = :id")
        .param("moment", Sql.time(moment))
        .param("id", id)
        .update();
  }

  /** Rollbacks under way have so much longer until a person looks at devices not back. */
  void putBackOff(Duration by) {
    jdbc.sql(
            """
            update rollout set back_by = back_by + cast(:seconds as bigint) * interval '1' second
            where state = 'ROLLING_BACK' and back_by is not null""")
        .param("seconds", by.toSeconds())
        .update();
  }

  void releaseLeases(String id) {
    jdbc.sql("delete from lease where rollout_id = :id").param("id", id).update();
  }

  static RolloutRow row(ResultSet rs, int number) throws SQLException {
    String handover = rs.getString("handover");
    String onFailure = rs.getString("on_failure");
    String warnings = rs.getString("warnings");
    return new RolloutRow(
        rs.getString("id"),
        rs.getString("title"),
        Workload.of(rs.getString("workload")),
        RolloutState.valueOf(rs.getString("state")),
        rs.getBoolean("paused"),
        rs.getString("plan"),
        rs.getString("plan_hash"),
        rs.getString("scope_hash"),
        rs.getString("created_by"),
        rs.getBoolean("by_automation"),
        Sql.instant(rs, "start_at"),
        rs.getInt("population"),
        Sql.integer(rs, "start_approvals"),
        Sql.integer(rs, "expansion_approvals"),
        Sql.integer(rs, "wave_approvals"),
        handover == null ? null : SliderMode.valueOf(handover),
        onFailure == null ? OnFailure.ASK : OnFailure.valueOf(onFailure),
        rs.getInt("generation"),
        Sql.integer(rs, "rollback_from"),
        Sql.instant(rs, "back_by"),
        rs.getString("calendar_hold"),
        rs.getInt("scope_wave"),
        rs.getInt("late_devices"),
        warnings == null ? List.of() : warnings.lines().toList(),
        rs.getString("slider_stays"));
  }
}
