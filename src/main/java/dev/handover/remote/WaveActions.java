package dev.handover.remote;

import dev.handover.device.DeviceCount;
import dev.handover.estate.RemoteAction;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutDesk;
import dev.handover.rollout.WaveDeviceView;
import dev.handover.rollout.WaveDevices;
import dev.handover.rollout.WaveQueries;
import dev.handover.security.Actor;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Asks for one action on all devices of a wave that have come equally far. */
@Service
public class WaveActions {

  /** What may be asked of many at once; nothing that destroys, and nothing that needs a person. */
  public static final Set<RemoteAction> ACTIONS =
      Set.of(RemoteAction.SYNC, RemoteAction.RESTART, RemoteAction.DEFENDER_SCAN);

  private static final String FIT = "d.management_state = 'CO_MANAGED' and d.intune_id is not null";

  private static final String FREE =
      """
      not exists (
        select 1 from remote_action a
        where a.device_id = wd.device_id and a.open_as in (:openAs, 'DESTRUCTIVE'))""";

  private static final String CHOSEN =
      """
      from wave_device wd
      join device d on d.id = wd.device_id
      left join authority_order o on o.id = (
        select max(n.id) from authority_order n
        where n.device_id = wd.device_id and n.rollout_id = wd.rollout_id)
      where wd.rollout_id = :id and wd.wave_no = :no and\s"""
          + WaveDevices.DEVICE_STATE
          + " = :state";

  private final JdbcClient jdbc;
  private final WaveQueries waves;
  private final RemoteStore store;
  private final RemoteSettings settings;
  private final RemoteJournal journal;
  private final Clock clock;

  WaveActions(
      JdbcClient jdbc,
      WaveQueries waves,
      RemoteStore store,
      RemoteSettings settings,
      RemoteJournal journal,
      Clock clock) {
    this.jdbc = jdbc;
    this.waves = waves;
    this.store = store;
    this.settings = settings;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * @param devices that are so far in this wave
   * @param asked of how many it is asked for
   * @param notCoManaged how many are left out because they are not co-managed
   * @param outstanding how many are left out because the same, or worse, is outstanding there
   */
  public record Asked(int devices, int asked, int notCoManaged, int outstanding) {}

  /**
   * @param state which of the wave's devices
   * @throws Refused where nothing is asked for, with the reason
   */
  @Transactional
  public Asked ask(
      String rolloutId,
      int wave,
      RemoteAction action,
      WaveDeviceView.State state,
      String reason,
      Actor actor) {
    RemoteRules.requireMay(actor);
    RolloutDesk.requireReason(reason);
    if (!ACTIONS.contains(action)) {
      throw Refused.conflict("%s is asked for on one device at a time.".formatted(action.title()));
    }
    if (waves.wave(rolloutId, wave).isEmpty()) {
      throw Refused.unknown("There is no wave %d of rollout '%s'.".formatted(wave, rolloutId));
    }
    Asked chosen = count(rolloutId, wave, action, state);
    if (chosen.asked() == 0) {
      throw Refused.conflict(nobodyLeft(chosen, state));
    }
    if (action == RemoteAction.RESTART) {
      requireRoom(settings, store, chosen.asked());
    }
    insert(rolloutId, wave, action, state, reason, actor);
    journal.ofWave(
        actor.id(),
        "remote-actions-requested",
        rolloutId,
        wave,
        "%s of %s, asked for by %s: %s"
            .formatted(action.title(), DeviceCount.devices(chosen.asked()), actor.id(), reason));
    return chosen;
  }

  private static String nobodyLeft(Asked chosen, WaveDeviceView.State state) {
    return chosen.devices() == 0
        ? "No device of this wave is %s now, so nobody is asked; look at the wave again."
            .formatted(state)
        : "Nobody is asked: of the %s of this wave that %s %s, %s not co-managed, and on %s this action, or one that destroys something, is outstanding already."
            .formatted(
                DeviceCount.devices(chosen.devices()),
                chosen.devices() == 1 ? "is" : "are",
                state,
                DeviceCount.of(chosen.notCoManaged(), "is", "are"),
                DeviceCount.number(chosen.outstanding()));
  }

  /** One clear limit, however restarts are asked for. */
  static void requireRoom(RemoteSettings settings, RemoteStore store, int more) {
    int most = settings.restartsAtOnce();
    if (more > most) {
      throw Refused.conflict(
          "%s would restart, and at most %d may at a time, so waiting does not help. Choose a state that fewer devices of the wave are in, or restart devices one by one."
              .formatted(DeviceCount.devices(more), most));
    }
    int outstanding = store.restartsOutstanding();
    if (outstanding + more > most) {
      throw Refused.conflict(
          "%s would restart while %s outstanding, and at most %d may at a time. Choose fewer, or wait until some have ended."
              .formatted(
                  DeviceCount.devices(more),
                  DeviceCount.of(outstanding, "restart is", "restarts are"),
                  most));
    }
  }

  private Asked count(String rolloutId, int wave, RemoteAction action, WaveDeviceView.State state) {
    return jdbc.sql(
            """
            select count(*) as devices,
                   count(case when %1$s and %2$s then 1 end) as asked,
                   count(case when not (%1$s) then 1 end) as unfit
            %3$s"""
                .formatted(FIT, FREE, CHOSEN))
        .param("id", rolloutId)
        .param("no", wave)
        .param("state", state.name())
        .param("openAs", RemoteRules.openAs(action))
        .query(
            (rs, n) ->
                new Asked(
                    rs.getInt("devices"),
                    rs.getInt("asked"),
                    rs.getInt("unfit"),
                    rs.getInt("devices") - rs.getInt("asked") - rs.getInt("unfit")))
        .single();
  }

  private void insert(
      String rolloutId,
      int wave,
      RemoteAction action,
      WaveDeviceView.State state,
      String reason,
      Actor actor) {
    // Two steps, as for syncs after moves: one that looks through what it writes is quadratic.
    List<Long> devices =
        jdbc.sql("select d.id %s and %s and %s".formatted(CHOSEN, FIT, FREE))
            .param("id", rolloutId)
            .param("no", wave)
            .param("state", state.name())
            .param("openAs", RemoteRules.openAs(action))
            .query(Long.class)
            .list();
    for (List<Long> chunk : Sql.chunks(devices)) {
      jdbc.sql(
              """
              insert into remote_action
                (device_id, device_name, intune_id, action, state, open_as, requested_by,
                 requested_at, reason, rollout_id, wave_no, due_at)
              select d.id, d.name, d.intune_id, :action, 'REQUESTED', :openAs, :by,
                     cast(:now as timestamp(6) with time zone), :reason, :id, :no,
                     cast(:now as timestamp(6) with time zone)
              from device d where d.id in (:devices)""")
          .param("id", rolloutId)
          .param("no", wave)
          .param("devices", chunk)
          .param("action", action.name())
          .param("openAs", RemoteRules.openAs(action))
          .param("by", actor.id())
          .param("now", Sql.time(clock.instant()))
          .param("reason", reason)
          .update();
    }
  }
}
