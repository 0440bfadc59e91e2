package dev.handover.remote;

import dev.handover.authority.CallBudget;
import dev.handover.estate.RemoteAction;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The claims of {@link Sender}; each method is one transaction. */
@Repository
class SendingStore {

  /** No call lasts as long; a claim that has is of a sender that is gone. */
  private static final int CLAIM_SECONDS = 600;

  private static final String DESTRUCTIVE =
      Arrays.stream(RemoteAction.values())
          .filter(RemoteAction::destructive)
          .map(a -> "'" + a.name() + "'")
          .collect(Collectors.joining(", "));

  private static final String CLAIM_ENDS =
      "current_timestamp + cast(:seconds as integer) * interval '1' second";

  private final JdbcClient jdbc;
  private final CallBudget budget;
  private final RemoteSettings settings;
  private final Clock clock;

  SendingStore(JdbcClient jdbc, CallBudget budget, RemoteSettings settings, Clock clock) {
    this.jdbc = jdbc;
    this.budget = budget;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Claims what is due and the budget allows: what people ask for first, the oldest first. Syncs
   * after moves leave a part of the budget to people.
   */
  @Transactional
  public List<ActionRow> claim() {
    List<ActionRow> due =
        jdbc.sql(
                """
                select * from remote_action
                where state = 'REQUESTED' and due_at <= :now
                order by case when order_id is null then 0 else 1 end, due_at, id
                fetch first :most rows only for update skip locked""")
            .param("now", Sql.time(clock.instant()))
            .param("most", settings.writes())
            .query(ActionRow::map)
            .list();
    if (due.isEmpty()) {
      return List.of();
    }
    List<ActionRow> claimed = new ArrayList<>();
    for (boolean automatic : List.of(false, true)) {
      List<ActionRow> of = due.stream().filter(r -> (r.orderId() != null) == automatic).toList();
      int granted =
          of.isEmpty() ? 0 : budget.take(Sender.SYSTEM, settings.limits(), automatic, of.size());
      claimed.addAll(of.subList(0, granted));
    }
    if (!claimed.isEmpty()) {
      jdbc.sql(
              "update remote_action set state = 'CLAIMED', claim = :claim, claimed_until = "
                  + CLAIM_ENDS
                  + " where id in (:ids)")
          .param("claim", UUID.randomUUID().toString())
          .param("seconds", CLAIM_SECONDS)
          .param("ids", claimed.stream().map(ActionRow::id).toList())
          .update();
    }
    return claimed;
  }

  /**
   * Notes that an action is about to be sent, the last moment to refuse it: without the approval of
   * another person, or on a device that has come into a rollout, nothing is destroyed.
   *
   * @return whether it may be sent
   */
  @Transactional
  public boolean begin(ActionRow row) {
    return jdbc.sql(
                """
                update remote_action
                set state = 'SENDING', sent_at = :now, claimed_until = %s
                where id = :id and state = 'CLAIMED' and (action not in (%s) or (
                  decided_by is not null and decided_by <> requested_by and not %s))"""
                    .formatted(
                        CLAIM_ENDS, DESTRUCTIVE, RemoteStore.inARollout("remote_action.device_id")))
            .param("now", Sql.time(clock.instant()))
            .param("seconds", CLAIM_SECONDS)
            .param("id", row.id())
            .update()
        == 1;
  }

  /** Keeps what the call came to: it is looked at again after a while. */
  @Transactional
  public void sent(long id, Progress state) {
    jdbc.sql(
            """
            update remote_action set state = :state, claim = null, due_at = :due
            where id = :id and state = 'SENDING'""")
        .param("state", state.name())
        .param("due", Sql.time(clock.instant().plus(settings.readEvery())))
        .param("id", id)
        .update();
  }

  /** Gives back what was certainly not sent. */
  @Transactional
  public void release(List<ActionRow> rows, Instant until) {
    if (rows.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            update remote_action
            set state = 'REQUESTED', claim = null, sent_at = null, due_at = :until
            where id in (:ids) and state in ('CLAIMED', 'SENDING')""")
        .param("until", Sql.time(until))
        .param("ids", rows.stream().map(ActionRow::id).toList())
        .update();
  }

  /** What a sender that is gone had in hand: untouched it is free again, begun it is looked for. */
  @Transactional
  public void takeOver() {
    for (String[] step :
        List.of(new String[] {"CLAIMED", "REQUESTED"}, new String[] {"SENDING", "UNANSWERED"})) {
      jdbc.sql(
              """
              update remote_action set state = :to, claim = null
              where state = :from and due_at <= :now and claimed_until < current_timestamp""")
          .param("from", step[0])
          .param("to", step[1])
          .param("now", Sql.time(clock.instant()))
          .update();
    }
  }

  /** Syncs after moves that are due and that both systems, or a rollback, have made needless. */
  @Transactional
  public void dropNeedless() {
    jdbc.sql(
            """
            delete from remote_action
            where state = 'REQUESTED' and order_id is not null and due_at <= :now
              and not exists (
                select 1 from authority_order o
                where o.id = remote_action.order_id and o.state = 'DELIVERED')""")
        .param("now", Sql.time(clock.instant()))
        .update();
  }
}
