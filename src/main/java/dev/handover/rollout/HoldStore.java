package dev.handover.rollout;

import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Holds of rollouts, in the caller's transaction, with the rollout locked. */
@Repository
class HoldStore {

  private final JdbcClient jdbc;
  private final Clock clock;

  HoldStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  List<Hold> of(String rolloutId) {
    return of(jdbc, List.of(rolloutId)).getOrDefault(rolloutId, List.of());
  }

  /** By rollout id, a person's first; rollouts without a hold are missing. */
  static Map<String, List<Hold>> of(JdbcClient jdbc, Collection<String> rolloutIds) {
    record Row(String rolloutId, Hold hold) {}
    return jdbc
        .sql(
            """
            select * from hold where rollout_id in (:ids)
            order by rollout_id, case kind when 'PERSON' then 0 when 'MONITORING' then 1 else 2 end,
              owner""")
        .param("ids", rolloutIds)
        .query((rs, n) -> new Row(rs.getString("rollout_id"), hold(rs)))
        .list()
        .stream()
        .collect(
            Collectors.groupingBy(
                Row::rolloutId, Collectors.mapping(Row::hold, Collectors.toList())));
  }

  void place(String rolloutId, Hold.Kind kind, String owner, String reason) {
    jdbc.sql(
            """
            insert into hold (rollout_id, kind, owner, reason, since)
            values (:id, :kind, :owner, :reason, :now)""")
        .param("id", rolloutId)
        .param("kind", kind.name())
        .param("owner", owner)
        .param("reason", reason)
        .param("now", Sql.time(clock.instant()))
        .update();
    summarise(rolloutId);
  }

  void lift(String rolloutId, Hold hold) {
    jdbc.sql("delete from hold where rollout_id = :id and kind = :kind and owner = :owner")
        .param("id", rolloutId)
        .param("kind", hold.kind().name())
        .param("owner", hold.owner())
        .update();
    summarise(rolloutId);
  }

  /** Rollouts that may still move devices, or the slider, past their deadline, and are not held. */
  List<String> overdue() {
    return jdbc.sql(
            """
            select id from rollout
            where ended_at is null and deadline_at <= :now
              and state in ('PLANNED', 'SCHEDULED', 'PILOTING', 'EXPANDING', 'HANDING_OVER')
              and not exists (
                select 1 from hold h where h.rollout_id = rollout.id and h.kind = 'DEADLINE')
            order by id""")
        .param("now", Sql.time(clock.instant()))
        .query(String.class)
        .list();
  }

  /** When the rollout has to be done; it has one. */
  Instant deadline(String rolloutId) {
    return jdbc.sql("select deadline_at from rollout where id = :id")
        .param("id", rolloutId)
        .query((rs, n) -> Sql.instant(rs, "deadline_at"))
        .single();
  }

  void noDeadline(String rolloutId) {
    jdbc.sql("update rollout set deadline_at = null where id = :id")
        .param("id", rolloutId)
        .update();
  }

  private void summarise(String rolloutId) {
    jdbc.sql(
            """
            update rollout set paused = exists (select 1 from hold h where h.rollout_id = rollout.id)
            where id = :id""")
        .param("id", rolloutId)
        .update();
  }

  private static Hold hold(ResultSet rs) throws SQLException {
    return new Hold(
        Hold.Kind.valueOf(rs.getString("kind")),
        rs.getString("owner"),
        rs.getString("reason"),
        Sql.instant(rs, "since"));
  }
}
