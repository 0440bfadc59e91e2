package dev.handover.estate.sandbox;

import dev.handover.estate.IntuneTenant.ActionReply;
import dev.handover.estate.IntuneTenant.ActionResult;
import dev.handover.estate.IntuneTenant.ActionState;
import dev.handover.estate.RemoteAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Remote actions in the simulated tenant: accepted at once, carried out when the device is reached.
 * Most are within minutes, some are switched off and are at their next check-in, and one that has
 * fallen silent never is. To be called with the world locked.
 */
final class DeviceActions {

  private static final double SWITCHED_OFF = .2;
  private static final double FAILS = .03;
  private static final double NO_ASSISTANCE = .1;

  /** Windows 10 1703 and before can be wiped, but not started afresh from a tenant. */
  private static final String TOO_OLD = "10.0.15063.";

  private static final int CHUNK = 1_000;

  private final JdbcClient jdbc;

  DeviceActions(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record Target(int id, boolean silent, int syncPhase, String build, int actions) {}

  ActionReply accept(long now, long seed, String intuneId, RemoteAction action) {
    Target device =
        jdbc.sql(
                """
                select d.id, d.intune_silent, d.sync_phase, d.os_build,
                       (select count(*) from sandbox_action a where a.device_id = d.id) as actions
                from sandbox_device d where d.intune_id = :intune
                """)
            .param("intune", intuneId)
            .query(
                (rs, n) ->
                    new Target(
                        rs.getInt("id"),
                        rs.getBoolean("intune_silent"),
                        rs.getInt("sync_phase"),
                        rs.getString("os_build"),
                        rs.getInt("actions")))
            .optional()
            .orElse(null);
    if (device == null) {
      return ActionReply.UNKNOWN_DEVICE;
    }
    if (action == RemoteAction.FRESH_START && device.build().startsWith(TOO_OLD)) {
      return ActionReply.NOT_SUPPORTED;
    }
    Long end = device.silent() ? null : end(now, seed, device, action);
    jdbc.sql(
            """
            insert into sandbox_action
              (intune_id, device_id, action, state, accepted_at, updated_at, ends_at, ends_as)
            values (:intune, :device, :action, 'PENDING', :now, :now, :end, :as)
            """)
        .param("intune", intuneId)
        .param("device", device.id())
        .param("action", action.name())
        .param("now", now)
        .param("end", end)
        .param("as", endsAs(seed, device, action).name())
        .update();
    if (action == RemoteAction.SYNC && end != null) {
      checkIn(List.of(device.id()), end);
    }
    return ActionReply.ACCEPTED;
  }

  private static long end(long now, long seed, Target device, RemoteAction action) {
    boolean off = chance(seed, device, action, "off") < SWITCHED_OFF;
    long reached =
        off
            ? Rhythm.SYNC.floor(now, device.syncPhase()) + Rhythm.SYNC.period()
            : now + 20 + (long) (600 * chance(seed, device, action, "reached"));
    return reached
        + switch (action) {
          case SYNC -> 0;
          case REMOTE_ASSISTANCE -> 60;
          case RETIRE -> 120;
          case RESTART -> 180;
          case DEFENDER_SCAN -> 900;
          case WIPE -> 2_400;
          case FRESH_START -> 3_600;
        };
  }

  private static ActionState endsAs(long seed, Target device, RemoteAction action) {
    double draw = chance(seed, device, action, "ends");
    return switch (action) {
      case SYNC -> ActionState.DONE;
      case REMOTE_ASSISTANCE -> draw < NO_ASSISTANCE ? ActionState.NOT_SUPPORTED : ActionState.DONE;
      default -> draw < FAILS ? ActionState.FAILED : ActionState.DONE;
    };
  }

  /** Each action has luck of its own, also the second of a kind on a device. */
  private static double chance(long seed, Target device, RemoteAction action, String occasion) {
    return HealthModel.chance(
        seed, device.id(), "%s %d %s".formatted(action, device.actions(), occasion));
  }

  private void checkIn(List<Integer> devices, long at) {
    jdbc.sql(
            """
            update sandbox_device
            set sync_at = case when sync_at < :at then sync_at else :at end,
                hear_at = case when hear_at > :at then :at else hear_at end
            where id in (:devices)
            """)
        .param("at", at)
        .param("devices", devices)
        .update();
  }

  Map<String, List<ActionResult>> results(Collection<String> intuneIds) {
    Map<String, List<ActionResult>> results = new HashMap<>();
    List<String> asked = new ArrayList<>(new LinkedHashSet<>(intuneIds));
    for (int from = 0; from < asked.size(); from += CHUNK) {
      read(asked.subList(from, Math.min(asked.size(), from + CHUNK)), results);
    }
    return results;
  }

  private void read(List<String> ids, Map<String, List<ActionResult>> to) {
    jdbc.sql("select intune_id from sandbox_device where intune_id in (:ids)")
        .param("ids", ids)
        .query(
            rs -> {
              to.put(rs.getString("intune_id"), new ArrayList<>());
            });
    jdbc.sql(
            """
            select a.intune_id, a.action, a.state, a.accepted_at, a.updated_at
            from sandbox_action a
            where a.intune_id in (:ids) and not exists (
              select 1 from sandbox_action b
              where b.intune_id = a.intune_id and b.action = a.action and b.id > a.id)
            """)
        .param("ids", ids)
        .query(
            rs -> {
              List<ActionResult> of = to.get(rs.getString("intune_id"));
              if (of != null) {
                of.add(
                    new ActionResult(
                        RemoteAction.valueOf(rs.getString("action")),
                        ActionState.valueOf(rs.getString("state")),
                        Instant.ofEpochSecond(rs.getLong("accepted_at")),
                        Instant.ofEpochSecond(rs.getLong("updated_at"))));
              }
            });
  }

  private record Ending(
      long id, int device, RemoteAction action, long at, ActionState as, boolean silent) {}

  /** What has come to its end by then; a device that has fallen silent is not reached. */
  void finish(long to) {
    List<Ending> endings =
        jdbc.sql(
                """
                select a.id, a.device_id, a.action, a.ends_at, a.ends_as, d.intune_silent
                from sandbox_action a join sandbox_device d on d.id = a.device_id
                where a.ends_at <= :to order by a.ends_at, a.id
                """)
            .param("to", to)
            .query(
                (rs, n) ->
                    new Ending(
                        rs.getLong("id"),
                        rs.getInt("device_id"),
                        RemoteAction.valueOf(rs.getString("action")),
                        rs.getLong("ends_at"),
                        ActionState.valueOf(rs.getString("ends_as")),
                        rs.getBoolean("intune_silent")))
            .list();
    for (Ending ending : endings) {
      if (ending.silent()) {
        jdbc.sql("update sandbox_action set ends_at = null where id = :id")
            .param("id", ending.id())
            .update();
        continue;
      }
      jdbc.sql(
              """
              update sandbox_action
              set state = ends_as, updated_at = ends_at, ends_at = null, ends_as = null
              where id = :id
              """)
          .param("id", ending.id())
          .update();
      if (ending.as() == ActionState.DONE) {
        takeEffect(ending);
      }
    }
  }

  private void takeEffect(Ending ending) {
    switch (ending.action()) {
      case RETIRE -> retire(ending.device(), ending.at());
      case WIPE, FRESH_START ->
          loseClient(ending.device(), ending.at(), ending.action().endsEnrolment());
      default -> {
        // Nothing that either system would tell of
      }
    }
  }

  /** The client stays, sees that it is enrolled no more, and tells the site so. */
  private void retire(int device, long at) {
    jdbc.sql(
            """
            update sandbox_device
            set intune_id = null, governed = false, policy_present = false, masked = false,
                target_bits = 0, client_bits = 0, intune_bits = 0,
                apply_at = null, hear_at = null, sync_at = null,
                reported_at = case when configmgr_silent then reported_at else :at end
            where id = :id
            """)
        .param("at", at)
        .param("id", device)
        .update();
    forgetSwitches(device);
  }

  /** The client goes with everything else; the site keeps what it last heard of it. */
  private void loseClient(int device, long at, boolean enrolmentToo) {
    jdbc.sql(
            """
            update sandbox_device
            set intune_id = case when :unenrolled then null else intune_id end,
                governed = false, apply_at = null, hear_at = null,
                reported_at = case
                  when configmgr_silent or reported_at > :at - mod(:at - report_phase, :day)
                    then reported_at
                  else :at - mod(:at - report_phase, :day) end,
                configmgr_silent = true
            where id = :id
            """)
        .param("unenrolled", enrolmentToo)
        .param("at", at)
        .param("day", Rhythm.REPORT.period())
        .param("id", device)
        .update();
    forgetSwitches(device);
  }

  private void forgetSwitches(int device) {
    jdbc.sql("delete from sandbox_switch where device_id = :id").param("id", device).update();
  }

  /** Devices that speak again are reached within the hour. */
  void wake(long now) {
    record Waiting(long id, int device, boolean sync) {}
    List<Waiting> waiting =
        jdbc.sql(
                """
                select a.id, a.device_id, a.action
                from sandbox_action a join sandbox_device d on d.id = a.device_id
                where a.ends_at is null and a.ends_as is not null and not d.intune_silent
                """)
            .query(
                (rs, n) ->
                    new Waiting(
                        rs.getLong("id"),
                        rs.getInt("device_id"),
                        rs.getString("action").equals(RemoteAction.SYNC.name())))
            .list();
    if (waiting.isEmpty()) {
      return;
    }
    long at = now + World.POLICY;
    jdbc.sql("update sandbox_action set ends_at = :at where id in (:ids)")
        .param("at", at)
        .param("ids", waiting.stream().map(Waiting::id).toList())
        .update();
    List<Integer> syncing = waiting.stream().filter(Waiting::sync).map(Waiting::device).toList();
    if (!syncing.isEmpty()) {
      checkIn(syncing, at);
    }
  }
}
