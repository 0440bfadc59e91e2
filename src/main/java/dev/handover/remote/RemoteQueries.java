package dev.handover.remote;

import dev.handover.rollout.Page;
import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Remote actions as others read them. Reads only. */
@Repository
public class RemoteQueries {

  private final JdbcClient jdbc;

  public RemoteQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public Optional<ActionView> find(String key) {
    return jdbc.sql("select * from remote_action where id = :id")
        .param("id", ActionKey.id(key))
        .query(RemoteQueries::view)
        .optional();
  }

  /** Of one device, the newest first. */
  public Page<ActionView> ofDevice(long deviceId, int page, int size) {
    return page("where device_id = :device", Map.of("device", deviceId), page, size);
  }

  /**
   * The newest first.
   *
   * @param state only these; null for all
   */
  public Page<ActionView> page(Progress state, int page, int size) {
    return state == null
        ? page("", Map.of(), page, size)
        : page("where state = :state", Map.of("state", state.name()), page, size);
  }

  private Page<ActionView> page(String where, Map<String, ?> params, int page, int size) {
    long total =
        jdbc.sql("select count(*) from remote_action " + where)
            .params(params)
            .query(Long.class)
            .single();
    Map<String, Object> paged = new HashMap<>(params);
    paged.put("offset", (long) page * size);
    paged.put("size", size);
    return new Page<>(
        jdbc.sql(
                "select * from remote_action "
                    + where
                    + " order by id desc offset :offset rows fetch next :size rows only")
            .params(paged)
            .query(RemoteQueries::view)
            .list(),
        page,
        size,
        total);
  }

  /** What is outstanding, by how far it has come; a state that none is in is absent. */
  public Map<Progress, Integer> outstanding() {
    Map<Progress, Integer> counts = new EnumMap<>(Progress.class);
    jdbc.sql("select state, count(*) as n from remote_action where state in (:open) group by state")
        .param("open", Progress.open().stream().map(Enum::name).toList())
        .query(
            rs -> {
              counts.put(Progress.valueOf(rs.getString("state")), rs.getInt("n"));
            });
    return counts;
  }

  private static ActionView view(ResultSet rs, int n) throws SQLException {
    ActionRow row = ActionRow.map(rs, n);
    return new ActionView(
        row.key(),
        row.deviceId(),
        row.deviceName(),
        row.action().slug(),
        row.state(),
        row.requestedBy(),
        row.requestedAt(),
        row.reason(),
        row.rolloutId(),
        row.wave(),
        row.orderId() != null,
        row.state() == Progress.REQUESTED ? Sql.instant(rs, "due_at") : null,
        row.sentAt(),
        Sql.instant(rs, "started_at"),
        Sql.instant(rs, "ended_at"),
        rs.getString("failure"),
        row.expiresAt() == null
            ? null
            : new ActionView.Approval(
                row.expiresAt(),
                row.decidedBy(),
                Sql.instant(rs, "decided_at"),
                rs.getString("comment"),
                row.processInstanceId()));
  }
}
