package dev.handover.remote;

import dev.handover.device.Device;
import dev.handover.estate.RemoteAction;
import dev.handover.rollout.Refused;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Repository;

/** Remote actions as people ask for them and decide on them, in the caller's transaction. */
@Repository
class RemoteStore {

  /** That a device of a rollout that has not ended stands in this column. */
  static final String IN_A_ROLLOUT =
      """
      (exists (select 1 from rollout r join wave_device w on w.rollout_id = r.id
               where r.ended_at is null and w.device_id = %1$s)
       or exists (select 1 from lease l
                  where l.workload in (%2$s) and l.device_id = %1$s))""";

  private static final String OF_ROLLOUTS =
      """
      select r.id, r.title, w.excluded
      from rollout r join wave_device w on w.rollout_id = r.id and w.device_id = :device
      where r.ended_at is null
      union
      select r.id, r.title, null
      from lease l join rollout r on r.id = l.rollout_id
      where l.workload in (:workloads) and l.device_id = :device
        and not exists (
          select 1 from wave_device w where w.rollout_id = r.id and w.device_id = :device)
      order by 1""";

  private final JdbcClient jdbc;
  private final Clock clock;

  RemoteStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Writes an action that a person asks for.
   *
   * @param expiresAt until when it may be approved; null where it may be sent at once
   * @param dueAt when something is to be done about it
   */
  long insert(
      Device device,
      RemoteAction action,
      String requestedBy,
      String reason,
      Instant expiresAt,
      Instant dueAt) {
    KeyHolder key = new GeneratedKeyHolder();
    try {
      jdbc.sql(
              """
              insert into remote_action
                (device_id, device_name, intune_id, action, state, open_as, requested_by,
                 requested_at, reason, due_at, expires_at)
              values (:device, :name, :intune, :action, :state, :openAs, :by, :now, :reason, :due,
                      :expires)""")
          .param("device", device.id())
          .param("name", device.name())
          .param("intune", device.intuneId())
          .param("action", action.name())
          .param(
              "state", (expiresAt == null ? Progress.REQUESTED : Progress.AWAITING_APPROVAL).name())
          .param("openAs", RemoteRules.openAs(action))
          .param("by", requestedBy)
          .param("now", Sql.time(clock.instant()))
          .param("reason", reason)
          .param("due", Sql.time(dueAt))
          .param("expires", Sql.time(expiresAt))
          .update(key, "id");
    } catch (DuplicateKeyException e) {
      throw Refused.conflict(
          "Somebody has just asked for the same of %s; look again.".formatted(device.name()));
    }
    return key.getKey().longValue();
  }

  /**
   * Reads an action and keeps others from changing it until the transaction ends.
   *
   * @throws Refused if there is no such action
   */
  ActionRow lock(long id) {
    return find(id, " for update")
        .orElseThrow(
            () -> Refused.unknown("There is no remote action '%s'.".formatted(ActionKey.of(id))));
  }

  Optional<ActionRow> find(long id) {
    return find(id, "");
  }

  private Optional<ActionRow> find(long id, String locking) {
    return jdbc.sql("select * from remote_action where id = :id" + locking)
        .param("id", id)
        .query(ActionRow::map)
        .optional();
  }

  /** What is outstanding on the device, the oldest first. */
  List<ActionRow> outstanding(long deviceId) {
    return jdbc.sql(
            """
            select * from remote_action where device_id = :device and open_as is not null
            order by id""")
        .param("device", deviceId)
        .query(ActionRow::map)
        .list();
  }

  /**
   * How many restarts are outstanding. The caller's transaction counts alone until it ends, so that
   * two together do not pass a limit that each keeps.
   */
  int restartsOutstanding() {
    jdbc.sql("select system from call_budget where system = :system for update")
        .param("system", Sender.SYSTEM)
        .query(String.class)
        .optional();
    return jdbc.sql(
            """
            select count(*) from remote_action
            where state in (:open) and action = 'RESTART'""")
        .param("open", Progress.open().stream().map(Enum::name).toList())
        .query(Integer.class)
        .single();
  }

  /** The rollouts that have not ended and have a place for the device. */
  List<RemoteRules.Stay> stays(long deviceId) {
    return jdbc.sql(OF_ROLLOUTS)
        .param("device", deviceId)
        .param("workloads", Arrays.stream(Workload.values()).map(Workload::slug).toList())
        .query(
            (rs, n) ->
                new RemoteRules.Stay(
                    rs.getString("id"), rs.getString("title"), rs.getString("excluded")))
        .list();
  }

  /** As SQL: {@link #IN_A_ROLLOUT} for a column. */
  static String inARollout(String column) {
    return IN_A_ROLLOUT.formatted(
        column,
        String.join(
            ", ", Arrays.stream(Workload.values()).map(w -> "'" + w.slug() + "'").toList()));
  }

  void begun(long id, String processInstanceId) {
    jdbc.sql("update remote_action set process_instance_id = :process where id = :id")
        .param("process", processInstanceId)
        .param("id", id)
        .update();
  }

  /**
   * @param dueAt when something is to be done about it; null where it has ended
   */
  void decided(
      long id, Progress state, String by, String comment, Instant dueAt, boolean openStays) {
    jdbc.sql(
            """
            update remote_action
            set state = :state, decided_by = :by, decided_at = :now, comment = :comment,
                due_at = :due, ended_at = :ended, open_as = case when :stays then open_as end
            where id = :id""")
        .param("state", state.name())
        .param("by", by)
        .param("now", Sql.time(clock.instant()))
        .param("comment", comment)
        .param("due", Sql.time(dueAt))
        .param("ended", state.ended() ? Sql.time(clock.instant()) : null)
        .param("stays", openStays)
        .param("id", id)
        .update();
  }

  /** Has an approved action sent. */
  void order(long id) {
    jdbc.sql("update remote_action set state = 'REQUESTED', due_at = :now where id = :id")
        .param("now", Sql.time(clock.instant()))
        .param("id", id)
        .update();
  }

  /** Ends it; a process that waits for that is told next. */
  void end(long id, Progress state, String why) {
    jdbc.sql(
            """
            update remote_action
            set state = :state, failure = :why, ended_at = :now, open_as = null, claim = null,
                due_at = case when process_instance_id is null then null
                              else cast(:now as timestamp(6) with time zone) end
            where id = :id""")
        .param("state", state.name())
        .param("why", why)
        .param("now", Sql.time(clock.instant()))
        .param("id", id)
        .update();
  }

  /** The process that waited for its end knows of it. */
  void told(long id) {
    jdbc.sql("update remote_action set due_at = null where id = :id and ended_at is not null")
        .param("id", id)
        .update();
  }

  /** Whether anything is due at all. */
  boolean anythingDue() {
    return !jdbc.sql(
            "select id from remote_action where due_at <= :now order by due_at fetch first 1 rows only")
        .param("now", Sql.time(clock.instant()))
        .query(Long.class)
        .list()
        .isEmpty();
  }

  /** Ended actions whose process does not know of it yet. */
  List<ActionRow> untold() {
    return due("ended_at is not null and process_instance_id is not null");
  }

  /** Those that nobody has decided on in time, and that no process has ended. */
  List<ActionRow> undecided() {
    return due("state = 'AWAITING_APPROVAL'");
  }

  private List<ActionRow> due(String which) {
    return jdbc.sql(
            "select * from remote_action where due_at <= :now and " + which + " order by id")
        .param("now", Sql.time(clock.instant()))
        .query(ActionRow::map)
        .list();
  }
}
