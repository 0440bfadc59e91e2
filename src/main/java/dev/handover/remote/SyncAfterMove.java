package dev.handover.remote;

import dev.handover.calendar.Moment;
import dev.handover.security.Actor;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Has devices check in a while after their move was sent, so that Intune learns of it, and they of
 * Intune's policies, before their own next turn. Never more than one per device and order.
 */
@Service
class SyncAfterMove {

  /** Older moves are confirmed by now, or silent. */
  private static final Duration LOOK_BACK = Duration.ofDays(1);

  private static final String MOVED =
      """
      from authority_order o
      where o.state = 'DELIVERED' and o.direction = 'TO_INTUNE' and o.generation >= 0
        and o.delivered_at > :since""";

  private final JdbcClient jdbc;
  private final RemoteSettings settings;
  private final RemoteJournal journal;
  private final Clock clock;

  /** Up to when moves have been looked at; only spares work, for an order is never taken twice. */
  private final AtomicReference<Instant> lookedTo = new AtomicReference<>(Instant.EPOCH);

  SyncAfterMove(JdbcClient jdbc, RemoteSettings settings, RemoteJournal journal, Clock clock) {
    this.jdbc = jdbc;
    this.settings = settings;
    this.journal = journal;
    this.clock = clock;
  }

  /** Orders the syncs of what has been sent since the last look. */
  @Transactional
  public void order() {
    Instant now = clock.instant();
    Instant since = lookedTo.get();
    if (!settings.syncAfterMove()) {
      return;
    }
    if (since.isBefore(now.minus(LOOK_BACK))) {
      since = now.minus(LOOK_BACK);
    }
    Instant newest =
        jdbc.sql("select max(o.delivered_at) as newest " + MOVED)
            .param("since", Sql.time(since))
            .query((rs, n) -> Sql.instant(rs, "newest"))
            .optional()
            .orElse(null);
    if (newest == null) {
      return;
    }
    Instant due = now.plus(settings.syncAfter());
    int ordered = insert(since, now, due);
    if (ordered > 0) {
      tell(now, due);
    }
    lookedTo.set(newest);
  }

  /**
   * In two steps: a statement that writes into the table it looks through takes time with the
   * square of the devices. Nobody else orders syncs meanwhile; were it so, the table refuses them.
   */
  private int insert(Instant since, Instant now, Instant due) {
    List<Long> orders =
        jdbc.sql(
                """
                select m.id
                from (select max(o.id) as id %s group by o.device_id) newest
                join authority_order m on m.id = newest.id
                join device d on d.id = m.device_id
                left join remote_action same on same.order_id = m.id
                left join remote_action open
                  on open.device_id = m.device_id and open.open_as in ('SYNC', 'DESTRUCTIVE')
                where d.management_state = 'CO_MANAGED' and d.intune_id is not null
                  and same.id is null and open.id is null"""
                    .formatted(MOVED))
            .param("since", Sql.time(since))
            .query(Long.class)
            .list();
    int ordered = 0;
    for (List<Long> chunk : Sql.chunks(orders)) {
      ordered +=
          jdbc.sql(
                  """
                  insert into remote_action
                    (device_id, device_name, intune_id, action, state, open_as, requested_by,
                     requested_at, reason, rollout_id, wave_no, order_id, due_at)
                  select d.id, d.name, d.intune_id, 'SYNC', 'REQUESTED', 'SYNC', :by,
                         cast(:now as timestamp(6) with time zone), :reason, m.rollout_id,
                         m.wave_no, m.id, cast(:due as timestamp(6) with time zone)
                  from authority_order m join device d on d.id = m.device_id
                  where m.id in (:orders)""")
              .param("by", Actor.SYSTEM.id())
              .param("now", Sql.time(now))
              .param("due", Sql.time(due))
              .param(
                  "reason", "Its authority has been moved; it is to fetch Intune's policies soon.")
              .param("orders", chunk)
              .update();
    }
    return ordered;
  }

  private void tell(Instant now, Instant due) {
    record Ordered(String rollout, int wave, int devices) {}
    jdbc.sql(
            """
            select rollout_id, wave_no, count(*) as devices from remote_action
            where due_at = :due and requested_at = :now and order_id is not null
            group by rollout_id, wave_no order by rollout_id, wave_no""")
        .param("due", Sql.time(due))
        .param("now", Sql.time(now))
        .query(
            (rs, n) ->
                new Ordered(rs.getString("rollout_id"), rs.getInt("wave_no"), rs.getInt("devices")))
        .list()
        .forEach(
            o ->
                journal.ofWave(
                    Actor.SYSTEM.id(),
                    "remote-sync-ordered",
                    o.rollout(),
                    o.wave(),
                    "Devices that were moved and are asked to check in with Intune from %s on, unless both systems confirm them before: %d."
                        .formatted(Moment.words(due), o.devices())));
  }
}
