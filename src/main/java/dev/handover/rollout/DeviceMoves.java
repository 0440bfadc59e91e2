package dev.handover.rollout;

import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What rollouts have done, and mean to do, with one device. Reads only. */
@Repository
public class DeviceMoves {

  /**
   * Each rollout is asked by the key of its own rows: an index by device would cost every order
   * that is written, and there are few rollouts.
   */
  private static final String MOVES =
      """
      select r.id, r.title, r.workload, r.state as rollout_state, r.created_at,
             wd.wave_no, wd.excluded, wd.quarantine,
             o.direction, o.state, o.attempts, o.ordered_at, o.delivered_at, o.confirmed_at,
             o.failure
      from rollout r
      join wave_device wd on wd.rollout_id = r.id and wd.device_id = :id
      left join authority_order o on o.rollout_id = r.id and o.device_id = :id
      order by coalesce(o.ordered_at, r.created_at) desc, o.id desc, r.id""";

  private final JdbcClient jdbc;

  public DeviceMoves(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A rollout's order for the device, or that it has none for it.
   *
   * @param wave its wave, 0 for the pilot
   * @param excluded why it is not moved, a {@code DeviceFinding} or a word of the rollout's own;
   *     null where it is
   * @param quarantined whether its part of the rollout has failed
   * @param order null where nothing was ordered
   */
  public record DeviceMove(
      String rolloutId,
      String title,
      Workload workload,
      RolloutState rolloutState,
      int wave,
      String excluded,
      boolean quarantined,
      WaveDeviceView.Order order) {}

  /**
   * That a slider has taken the device along, which no wave of its rollout moved.
   *
   * @param at when the slider was read back at Intune
   */
  public record Along(String rolloutId, String title, Workload workload, Instant at) {}

  /** The newest first. */
  public List<Along> along(long deviceId) {
    return jdbc.sql(
            """
            select r.id, r.title, r.workload, min(o.confirmed_at) as at
            from rollout r
            join slider_along a on a.rollout_id = r.id and a.device_id = :id
            join slider_order o on o.rollout_id = r.id and o.position = 'INTUNE'
              and o.state = 'CONFIRMED'
            group by r.id, r.title, r.workload
            order by min(o.confirmed_at) desc, r.id""")
        .param("id", deviceId)
        .query(
            (rs, n) ->
                new Along(
                    rs.getString("id"),
                    rs.getString("title"),
                    Workload.of(rs.getString("workload")),
                    Sql.instant(rs, "at")))
        .list();
  }

  /**
   * That a rollout spoke of the device and left it out, so that no wave of it has the device.
   *
   * @param reason a {@code DeviceFinding} that was so when the rollout was asked for; or {@code
   *     NOT_APPROVED} for one that joined late and to which nobody agreed
   */
  public record LeftOut(
      String rolloutId, String title, Workload workload, String reason, Instant at) {}

  /** The newest first; none from before this was kept. */
  public List<LeftOut> leftOut(long deviceId) {
    return jdbc.sql(
            """
            select r.id, r.title, r.workload,
              case when j.left_out_at is null then l.reason else 'NOT_APPROVED' end as reason,
              coalesce(j.left_out_at, r.created_at) as at
            from rollout r
            left join left_out l on l.rollout_id = r.id and l.device_id = :id
            left join late_joiner j on j.rollout_id = r.id and j.device_id = :id
            where (l.reason is not null or j.left_out_at is not null) and not exists (
              select 1 from wave_device w where w.rollout_id = r.id and w.device_id = :id)
            order by coalesce(j.left_out_at, r.created_at) desc, r.id""")
        .param("id", deviceId)
        .query(
            (rs, n) ->
                new LeftOut(
                    rs.getString("id"),
                    rs.getString("title"),
                    Workload.of(rs.getString("workload")),
                    rs.getString("reason"),
                    Sql.instant(rs, "at")))
        .list();
  }

  /** The newest order first; rollouts without one by when they were asked for. */
  public List<DeviceMove> of(long deviceId) {
    return jdbc.sql(MOVES).param("id", deviceId).query(DeviceMoves::move).list();
  }

  private static DeviceMove move(ResultSet rs, int n) throws SQLException {
    Instant ordered = Sql.instant(rs, "ordered_at");
    return new DeviceMove(
        rs.getString("id"),
        rs.getString("title"),
        Workload.of(rs.getString("workload")),
        RolloutState.valueOf(rs.getString("rollout_state")),
        rs.getInt("wave_no"),
        rs.getString("excluded"),
        rs.getObject("quarantine") != null,
        ordered == null
            ? null
            : new WaveDeviceView.Order(
                rs.getString("direction"),
                rs.getString("state"),
                rs.getInt("attempts"),
                ordered,
                Sql.instant(rs, "delivered_at"),
                Sql.instant(rs, "confirmed_at"),
                rs.getString("failure")));
  }
}
