package dev.handover.rollout;

import dev.handover.sql.Sorting;
import dev.handover.sql.Sorting.Sort;
import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The devices of a wave, as others read them. Reads only. */
@Repository
public class WaveDevices {

  /** The orders of {@link #page}; a wave may have a hundred thousand, so by names alone. */
  public static final Sorting SORTING = Sorting.usually("name").by("name", "d.name ^, d.id ^");

  /** How far a device {@code wd} of a wave has come, by its newest order {@code o}. */
  public static final String DEVICE_STATE =
      """
      case
        when wd.quarantine is not null then 'QUARANTINED'
        when wd.excluded is not null then 'EXCLUDED'
        when o.state = 'FAILED' then 'FAILED'
        when o.direction = 'TO_CONFIGMGR' and o.confirmed_at is not null then 'RETURNED'
        when o.direction = 'TO_CONFIGMGR' then 'RETURNING'
        when o.confirmed_at is not null and o.state <> 'SUPERSEDED' then 'CONFIRMED'
        else 'PENDING'
      end""";

  private static final String OF_WAVE = "wd.rollout_id = :id and wd.wave_no = :no";

  /** Only for the page's own devices is their newest order looked up. */
  private static final String ALL =
      """
      select wd.device_id, 0 as total,
        (select max(n.id) from authority_order n
         where n.device_id = wd.device_id and n.rollout_id = wd.rollout_id) as order_id
      from wave_device wd
      join device d on d.id = wd.device_id
      where\s"""
          + OF_WAVE;

  /**
   * All newest orders in one go, and the count along: device by device, and then once more to
   * count, it takes seconds for a wave of 100,000.
   */
  private static final String IN_STATE =
      """
      select w.device_id, w.total, w.order_id
      from (
        select x.device_id, x.order_id, count(*) over () as total
        from (
          select wd.device_id, o.id as order_id,
            row_number() over (partition by wd.device_id order by o.id desc) as nth,\s"""
          + DEVICE_STATE
          + """
           as state
          from wave_device wd
          left join authority_order o
            on o.device_id = wd.device_id and o.rollout_id = wd.rollout_id
          where\s"""
          + OF_WAVE
          + """
        ) x
        where x.nth = 1 and x.state = :state
      ) w
      join device d on d.id = w.device_id""";

  /** Production has none of its own. */
  private static final String SIZE =
      """
      select case when w.cohort_from = w.no then w.size else 0 end
      from wave w where w.rollout_id = :id and w.no = :no""";

  private final JdbcClient jdbc;

  public WaveDevices(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record Row(WaveDeviceView device, long total) {}

  /**
   * A page of a wave's devices.
   *
   * @param state only these; null for all
   * @param sort one of {@link #SORTING}
   */
  public Page<WaveDeviceView> page(
      String rolloutId, int no, WaveDeviceView.State state, Sort sort, int page, int size) {
    Map<String, Object> params = new HashMap<>();
    params.put("id", rolloutId);
    params.put("no", no);
    if (state != null) {
      params.put("state", state.name());
    }
    List<Row> found = rows(state == null ? ALL : IN_STATE, params, sort, (long) page * size, size);
    return new Page<>(
        withHealth(rolloutId, found.stream().map(Row::device).toList()),
        page,
        size,
        total(state, params, found));
  }

  private long total(WaveDeviceView.State state, Map<String, Object> params, List<Row> found) {
    if (state == null) {
      return jdbc.sql(SIZE).params(params).query(Long.class).optional().orElse(0L);
    }
    // Beyond the last page nothing tells how many there are
    List<Row> any = found.isEmpty() ? rows(IN_STATE, params, SORTING.usual(), 0, 1) : found;
    return any.isEmpty() ? 0 : any.get(0).total();
  }

  /**
   * Devices of a wave that were ordered back and are not.
   *
   * @param state {@code RETURNING} or {@code FAILED}
   */
  public record NotBack(int wave, WaveDeviceView.State state, int devices) {}

  /** By wave; none in quarantine, whose way back is no rollback's. */
  public List<NotBack> notBack(String rolloutId) {
    return jdbc.sql(
            """
            select o.wave_no as wave,
              case when o.state = 'FAILED' then 'FAILED' else 'RETURNING' end as state,
              count(*) as devices
            from authority_order o
            where o.rollout_id = :id and o.direction = 'TO_CONFIGMGR' and o.confirmed_at is null
              and o.state <> 'SUPERSEDED' and o.generation >= 0 and not exists (
                select 1 from wave_device wd
                where wd.rollout_id = o.rollout_id and wd.device_id = o.device_id
                  and wd.quarantine is not null)
            group by o.wave_no, case when o.state = 'FAILED' then 'FAILED' else 'RETURNING' end
            order by o.wave_no, state desc""")
        .param("id", rolloutId)
        .query(NotBack.class)
        .list();
  }

  private List<Row> rows(
      String what, Map<String, Object> params, Sort sort, long offset, int size) {
    String order = SORTING.orderBy(sort);
    return jdbc.sql(
            """
            select d.id as device_id, d.name, d.site, d.model, d.os_build, wd.excluded,
              o.direction, o.state as order_state, o.attempts, o.ordered_at, o.delivered_at,
              o.confirmed_at, o.failure, p.total, %s as state
            from (%s order by %s offset :offset rows fetch next :size rows only) p
            join device d on d.id = p.device_id
            join wave_device wd on wd.rollout_id = :id and wd.device_id = p.device_id
            left join authority_order o on o.id = p.order_id
            order by %s"""
                .formatted(DEVICE_STATE, what, order, order))
        .params(params)
        .param("offset", offset)
        .param("size", size)
        .query((rs, n) -> new Row(device(rs, n), rs.getLong("total")))
        .list();
  }

  private List<WaveDeviceView> withHealth(String rolloutId, List<WaveDeviceView> devices) {
    if (devices.isEmpty()) {
      return devices;
    }
    record Found(long device, WaveDeviceView.Reading reading) {}
    Map<Long, List<WaveDeviceView.Reading>> readings =
        jdbc
            .sql(
                """
                select b.device_id, b.metric, b.unhealthy, b.observed_at
                from observation b
                join gate_metric g on g.metric = b.metric and g.rollout_id = :id
                where b.device_id in (:devices) order by b.metric""")
            .param("id", rolloutId)
            .param("devices", devices.stream().map(WaveDeviceView::deviceId).toList())
            .query(
                (rs, n) ->
                    new Found(
                        rs.getLong("device_id"),
                        new WaveDeviceView.Reading(
                            rs.getString("metric"),
                            rs.getBoolean("unhealthy"),
                            Sql.instant(rs, "observed_at"))))
            .list()
            .stream()
            .collect(
                Collectors.groupingBy(
                    Found::device, Collectors.mapping(Found::reading, Collectors.toList())));
    return devices.stream()
        .map(d -> d.withHealth(readings.getOrDefault(d.deviceId(), List.of())))
        .toList();
  }

  private static WaveDeviceView device(ResultSet rs, int n) throws SQLException {
    String direction = rs.getString("direction");
    return new WaveDeviceView(
        rs.getLong("device_id"),
        rs.getString("name"),
        rs.getString("site"),
        rs.getString("model"),
        rs.getString("os_build"),
        WaveDeviceView.State.valueOf(rs.getString("state")),
        rs.getString("excluded"),
        direction == null
            ? null
            : new WaveDeviceView.Order(
                direction,
                rs.getString("order_state"),
                rs.getInt("attempts"),
                Sql.instant(rs, "ordered_at"),
                Sql.instant(rs, "delivered_at"),
                Sql.instant(rs, "confirmed_at"),
                rs.getString("failure")),
        List.of());
  }
}
