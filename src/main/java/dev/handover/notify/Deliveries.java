package dev.handover.notify;

import dev.handover.notify.Outbox.Delivery;
import dev.handover.notify.Outbox.State;
import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What was and is to be told, as people read it. Reads only. */
@Repository
public class Deliveries {

  private static final String EVERY = "true";
  private static final String NOT_TAKEN =
      "n.state in ('WAITING', 'DEAD') and n.failure is not null";

  private static final String DELIVERIES =
      """
      select n.*, s.owner, s.channel, s.address, j.at, j.actor, j.action, j.subject, j.rollout_id,
        j.details, r.title as rollout_title, a.device_id,
        case when r.id is not null then r.title || ' (' || r.id || ')'
          when p.id is not null then p.title || ' (' || p.id || ')'
          when a.id is not null
            then lower(replace(a.action, '_', ' ')) || ' of ' || a.device_name || ' (A-' || a.id || ')'
          when j.subject like 'enablement %%' then substring(j.subject from 12) end as about
      from notification n
      join subscription s on s.id = n.subscription_id
      join journal j on j.seq = n.journal_seq
      left join rollout r on r.id = j.rollout_id
      left join programme p on p.id = case when j.subject like 'programme %%'
        then substring(j.subject from 11) end
      left join remote_action a on a.id = %s
      """
          .formatted(Outbox.ACTION_ID);

  private final JdbcClient jdbc;

  Deliveries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** How much was given up, by subscription. */
  Map<Long, Long> givenUp() {
    Map<Long, Long> counts = new HashMap<>();
    jdbc.sql(
            """
            select subscription_id, count(*) as n from notification
            where state = 'DEAD' group by subscription_id""")
        .query(
            rs -> {
              counts.put(rs.getLong("subscription_id"), rs.getLong("n"));
            });
    return counts;
  }

  /**
   * One page, the newest first.
   *
   * @param owner only to this user; null for all
   * @param state only these; null for all
   * @param page from 0
   */
  public List<Delivery> page(String owner, State state, int page, int size) {
    return page(owner, state, EVERY, "n.id desc", page, size);
  }

  /** How many {@link #page} can show. */
  public long count(String owner, State state) {
    return count(owner, state, EVERY);
  }

  /** Only what was not taken when it was last tried, all that tell of one entry together. */
  List<Delivery> notTaken(String owner, int page, int size) {
    return page(owner, null, NOT_TAKEN, "n.journal_seq desc, n.id desc", page, size);
  }

  /** How many {@link #notTaken} can show. */
  long notTaken(String owner) {
    return count(owner, null, NOT_TAKEN);
  }

  private List<Delivery> page(
      String owner, State state, String which, String order, int page, int size) {
    return jdbc.sql(
            DELIVERIES
                + where(owner, state, which)
                + " order by "
                + order
                + " limit :size offset :skip")
        .param("owner", owner)
        .param("state", state == null ? null : state.name())
        .param("size", size)
        .param("skip", (long) page * size)
        .query(Deliveries::of)
        .list();
  }

  private long count(String owner, State state, String which) {
    return jdbc.sql(
            """
            select count(*) from notification n
            join subscription s on s.id = n.subscription_id
            """
                + where(owner, state, which))
        .param("owner", owner)
        .param("state", state == null ? null : state.name())
        .query(Long.class)
        .single();
  }

  /** These, in the order in which they came. */
  List<Delivery> of(List<Long> ids) {
    return jdbc.sql(DELIVERIES + "where n.id in (:ids) order by n.id")
        .param("ids", ids)
        .query(Deliveries::of)
        .list();
  }

  Optional<Delivery> find(long id) {
    return jdbc.sql(DELIVERIES + "where n.id = :id")
        .param("id", id)
        .query(Deliveries::of)
        .optional();
  }

  private static String where(String owner, State state, String which) {
    return "where "
        + which
        + (owner == null ? "" : " and s.owner = :owner")
        + (state == null ? "" : " and n.state = :state");
  }

  private static Delivery of(ResultSet rs, int row) throws SQLException {
    return new Delivery(
        rs.getLong("id"),
        rs.getLong("journal_seq"),
        rs.getLong("subscription_id"),
        rs.getString("owner"),
        Channel.of(rs.getString("channel")).orElseThrow(),
        rs.getString("address"),
        Occasion.of(rs.getString("occasion")).orElseThrow(),
        State.valueOf(rs.getString("state")),
        rs.getInt("attempts"),
        rs.getInt("attempts") + rs.getInt("tried_before"),
        Sql.instant(rs, "due_at"),
        rs.getString("failure"),
        Sql.instant(rs, "sent_at"),
        Sql.instant(rs, "at"),
        rs.getString("actor"),
        rs.getString("action"),
        rs.getString("subject"),
        rs.getString("rollout_id"),
        rs.getString("rollout_title"),
        rs.getObject("device_id", Long.class),
        rs.getString("about"),
        rs.getString("details"));
  }
}
