package dev.handover.remote;

import dev.handover.estate.RemoteAction;
import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * An action as it is kept.
 *
 * @param orderId the order after which the device is to check in; null where a person asked
 * @param sentAt when it was sent, or may have been
 * @param expiresAt until when it may be approved; null where it needs no approval
 */
record ActionRow(
    long id,
    long deviceId,
    String deviceName,
    String intuneId,
    RemoteAction action,
    Progress state,
    String requestedBy,
    Instant requestedAt,
    String reason,
    String rolloutId,
    Integer wave,
    Long orderId,
    Instant sentAt,
    Instant expiresAt,
    String decidedBy,
    String processInstanceId) {

  String key() {
    return ActionKey.of(id);
  }

  static ActionRow map(ResultSet rs, int n) throws SQLException {
    return new ActionRow(
        rs.getLong("id"),
        rs.getLong("device_id"),
        rs.getString("device_name"),
        rs.getString("intune_id"),
        RemoteAction.valueOf(rs.getString("action")),
        Progress.valueOf(rs.getString("state")),
        rs.getString("requested_by"),
        Sql.instant(rs, "requested_at"),
        rs.getString("reason"),
        rs.getString("rollout_id"),
        Sql.integer(rs, "wave_no"),
        rs.getObject("order_id", Long.class),
        Sql.instant(rs, "sent_at"),
        Sql.instant(rs, "expires_at"),
        rs.getString("decided_by"),
        rs.getString("process_instance_id"));
  }
}
