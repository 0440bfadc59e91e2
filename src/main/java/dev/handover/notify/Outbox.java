package dev.handover.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * What is to be told to whom, from the journal: what was not journaled did not happen, and what was
 * is told at least once, whatever dies in between. Its times are the database's, not the estate's.
 */
@Repository
public class Outbox {

  /** By then an attempt has ended, or its server has. */
  private static final Duration ATTEMPT = Duration.ofMinutes(2);

  private static final int AT_ONCE = 20;
  private static final int WHY = 500;

  private static final int RETRIED_AT_ONCE = 10;

  /** Ten that time out are over by then. */
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(30);

  /** Of the remote action that an entry is of; null where it is of none. */
  static final String ACTION_ID =
      """
      case when j.subject like 'remote action A-%'
        then cast(substring(j.subject from 17) as bigint) end""";

  private static final String FILL =
      """
      insert into notification (subscription_id, journal_seq, occasion, state, attempts, due_at)
      select s.id, e.seq, e.occasion, 'WAITING', 0, current_timestamp
      from (
        select j.seq, j.rollout_id, j.subject, %s as action_id, %s as occasion
        from journal j where j.seq > :from and j.seq <= :to) e
      join subscription_occasion o on o.occasion = e.occasion
      join subscription s on s.id = o.subscription_id
      left join rollout r on r.id = e.rollout_id
      left join programme p on e.subject = 'programme ' || p.id
      left join enablement n on e.subject = 'enablement ' || n.id
      left join remote_action a on a.id = e.action_id
      where not s.mine
        or e.occasion <> 'task-delegated'
          and coalesce(r.created_by, p.created_by, n.requested_by, a.requested_by) = s.owner
        or e.occasion = 'task-delegated' and e.subject = 'user ' || s.owner"""
          .formatted(ACTION_ID, Occasion.ofAction("j.action"));

  private final JdbcClient jdbc;
  private final Deliveries deliveries;

  Outbox(JdbcClient jdbc, Deliveries deliveries) {
    this.jdbc = jdbc;
    this.deliveries = deliveries;
  }

  /** How far a delivery has come. */
  public enum State {
    WAITING,
    SENT,
    /** Given up; a person may have it tried again. */
    DEAD
  }

  /**
   * @param id of the notification
   * @param seq of the entry that it tells of
   * @param attempts how often it was tried since it came, or a person last had it tried again
   * @param tries how often it was tried in all
   * @param dueAt when it is tried next; where it is given up, since when
   * @param failure why the last attempt came to nothing; null if none did
   * @param sentAt null until it was taken
   * @param deviceId whose page shows it; null where it is of no device
   * @param about what it happened to, as a title; null where that is nothing with a name
   */
  public record Delivery(
      long id,
      long seq,
      long subscriptionId,
      String owner,
      Channel channel,
      String address,
      Occasion occasion,
      State state,
      int attempts,
      int tries,
      Instant dueAt,
      String failure,
      Instant sentAt,
      Instant at,
      String actor,
      String action,
      String subject,
      String rolloutId,
      String rolloutTitle,
      Long deviceId,
      String about,
      String details) {}

  /** Takes up what the journal has told since it was last asked. */
  @Transactional
  void fill() {
    long from =
        jdbc.sql("select seq from notification_cursor where id = 1 for update")
            .query(Long.class)
            .single();
    // Entries are written one transaction after the other, so that none up to here is still to
    // come.
    long to = jdbc.sql("select seq from journal_head where id = 1").query(Long.class).single();
    if (to == from) {
      return;
    }
    jdbc.sql(FILL).param("from", from).param("to", to).update();
    jdbc.sql("update notification_cursor set seq = :to where id = 1").param("to", to).update();
  }

  /** Those whose time has come; each is this caller's alone for two minutes. */
  @Transactional
  List<Delivery> claim() {
    List<Long> due =
        jdbc.sql(
                """
                select id from notification
                where state = 'WAITING' and due_at <= current_timestamp
                order by due_at fetch first :most rows only for update skip locked""")
            .param("most", AT_ONCE)
            .query(Long.class)
            .list();
    if (due.isEmpty()) {
      return List.of();
    }
    jdbc.sql(
            """
            update notification set attempts = attempts + 1,
              due_at = current_timestamp + cast(:seconds as integer) * interval '1' second
            where id in (:ids)""")
        .param("seconds", ATTEMPT.toSeconds())
        .param("ids", due)
        .update();
    return deliveries.of(due);
  }

  @Transactional
  void sent(long id) {
    jdbc.sql(
            """
            update notification set state = 'SENT', failure = null, sent_at = current_timestamp
            where id = :id""")
        .param("id", id)
        .update();
  }

  /**
   * @param again after how long; empty for never
   */
  @Transactional
  void failed(long id, String why, Optional<Duration> again) {
    jdbc.sql(
            """
            update notification set state = :state, failure = :why,
              due_at = current_timestamp + cast(:seconds as integer) * interval '1' second
            where id = :id""")
        .param("state", (again.isPresent() ? State.WAITING : State.DEAD).name())
        .param("why", why.substring(0, Math.min(WHY, why.length())))
        .param("seconds", again.orElse(Duration.ZERO).toSeconds())
        .param("id", id)
        .update();
  }

  /** Has one that was given up tried again, as patiently as the first time. */
  @Transactional
  boolean retry(long id) {
    return jdbc.sql(
                """
                update notification set state = 'WAITING',
                  tried_before = tried_before + attempts, attempts = 0, due_at = current_timestamp
                where id = :id and state = 'DEAD'""")
            .param("id", id)
            .update()
        == 1;
  }

  /**
   * Has all tried again that was given up of one subscription, the oldest first. Only so many at a
   * time: a receiver that is still down must not keep the others waiting.
   *
   * @return how many
   */
  @Transactional
  int retryAll(long subscription) {
    List<Long> dead =
        jdbc.sql(
                """
                select id from notification
                where state = 'DEAD' and subscription_id = :subscription order by id""")
            .param("subscription", subscription)
            .query(Long.class)
            .list();
    int retried = 0;
    for (int from = 0; from < dead.size(); from += RETRIED_AT_ONCE) {
      retried +=
          jdbc.sql(
                  """
                  update notification set state = 'WAITING',
                    tried_before = tried_before + attempts, attempts = 0,
                    due_at = current_timestamp + cast(:seconds as integer) * interval '1' second
                  where id in (:ids) and state = 'DEAD'""")
              .param("seconds", from / RETRIED_AT_ONCE * RETRY_PAUSE.toSeconds())
              .param("ids", dead.subList(from, Math.min(from + RETRIED_AT_ONCE, dead.size())))
              .update();
    }
    return retried;
  }

  /**
   * Drops all that was given up of one subscription.
   *
   * @return how much
   */
  @Transactional
  int discard(long subscription) {
    return jdbc.sql(
            "delete from notification where state = 'DEAD' and subscription_id = :subscription")
        .param("subscription", subscription)
        .update();
  }

  /** Forgets what was told, or given up, long ago; the journal keeps it. */
  @Transactional
  void forget(Duration afterSent, Duration afterGivenUp) {
    jdbc.sql(
            """
            delete from notification
            where state = 'SENT'
              and sent_at < current_timestamp - cast(:sent as integer) * interval '1' day
              or state = 'DEAD'
              and due_at < current_timestamp - cast(:dead as integer) * interval '1' day""")
        .param("sent", afterSent.toDays())
        .param("dead", afterGivenUp.toDays())
        .update();
  }
}
