package dev.handover.remote;

import dev.handover.estate.RemoteAction;
import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What {@link Follower} looks after; each method is one transaction. */
@Repository
class FollowingStore {

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batch;
  private final RemoteSettings settings;
  private final Clock clock;

  FollowingStore(
      JdbcClient jdbc, NamedParameterJdbcTemplate batch, RemoteSettings settings, Clock clock) {
    this.jdbc = jdbc;
    this.batch = batch;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * An action to look after.
   *
   * @param after when the one before it of the same kind on this device began there; may be null
   */
  record Due(ActionRow row, Instant after) {

    private static Due map(ResultSet rs, int n) throws SQLException {
      return new Due(ActionRow.map(rs, n), Sql.instant(rs, "after"));
    }
  }

  /**
   * A device that has been heard of since it was asked to check in has done so: that is read back
   * with the fleet and need not be asked for.
   */
  @Transactional
  public void endSyncsOfThoseHeardOf() {
    jdbc.sql(
            """
            update remote_action
            set state = 'DONE', open_as = null, due_at = null, ended_at = :now
            where action = 'SYNC' and state in ('SENT', 'UNANSWERED') and due_at <= :now
              and exists (
                select 1 from device d
                where d.id = remote_action.device_id and d.intune_seen_at > remote_action.sent_at)""")
        .param("now", Sql.time(clock.instant()))
        .update();
  }

  /** What is due to be looked at, the longest due first. */
  @Transactional(readOnly = true)
  public List<Due> due(int most) {
    return jdbc.sql(
            """
            select a.*, (
              select max(b.started_at) from remote_action b
              where b.device_id = a.device_id and b.action = a.action and b.id < a.id) as after
            from remote_action a
            where a.state in ('SENT', 'UNANSWERED') and a.due_at <= :now
            order by a.due_at, a.id fetch first :most rows only""")
        .param("now", Sql.time(clock.instant()))
        .param("most", most)
        .query(Due::map)
        .list();
  }

  /** A finding that goes on: when to look again, and until when. */
  record Ongoing(ActionRow row, Following.Finding finding) {}

  @Transactional
  public void goOn(List<Ongoing> ongoing) {
    if (ongoing.isEmpty()) {
      return;
    }
    Instant next = clock.instant().plus(settings.readEvery());
    batch.batchUpdate(
        """
        update remote_action
        set state = :state, started_at = coalesce(:started, started_at), due_at = :due
        where id = :id and state in ('SENT', 'UNANSWERED')""",
        ongoing.stream()
            .map(
                o ->
                    new MapSqlParameterSource("id", o.row().id())
                        .addValue("state", o.finding().state().name())
                        .addValue("started", Sql.time(o.finding().startedAt()))
                        .addValue("due", Sql.time(earlier(next, until(o.row())))))
            .toArray(MapSqlParameterSource[]::new));
  }

  @Transactional
  public void began(long id, Instant at) {
    if (at != null) {
      jdbc.sql("update remote_action set started_at = :at where id = :id")
          .param("at", Sql.time(at))
          .param("id", id)
          .update();
    }
  }

  /** When nobody looks after it any more. */
  Instant until(ActionRow row) {
    RemoteAction action = row.action();
    return row.sentAt().plus(settings.outcomeWithin(action.destructive()));
  }

  private Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
