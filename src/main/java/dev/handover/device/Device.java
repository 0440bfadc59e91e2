package dev.handover.device;

import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * A device as both systems last reported it.
 *
 * @param id Handover's own id
 * @param entraDeviceId the id by which both systems know the device
 * @param resourceId Configuration Manager's id; null without a client
 * @param intuneId Intune's id; null without an enrolment
 * @param site the site's code; null without a client
 * @param joinState {@code ENTRA_JOINED}, {@code HYBRID_JOINED}, {@code REGISTERED} or {@code NONE}
 * @param configMgrMask the raw capability mask; null if the client never reported one
 * @param configMgrAtIntune the workloads at Intune by that mask, as the sum of their bits; null
 *     where there is no mask or an impossible one
 * @param configMgrSeenAt when the client last reported to Configuration Manager
 * @param thirdPartyMdm whether the client sees an enrolment that is not Intune's
 * @param policyPresent whether co-management policy has reached the client
 * @param intuneAtIntune the workloads that Intune believes it manages, as the sum of their bits
 * @param intuneSeenAt the last check-in with Intune
 * @param serialNumber the hardware's, as Intune tells it; null if not told
 * @param userPrincipalName its primary user, as Intune tells it; null if it has none, or is not
 *     told
 */
public record Device(
    long id,
    String entraDeviceId,
    Long resourceId,
    String intuneId,
    String name,
    String manufacturer,
    String model,
    String osBuild,
    String site,
    String joinState,
    ManagementState managementState,
    Integer configMgrMask,
    Integer configMgrAtIntune,
    Instant configMgrSeenAt,
    boolean thirdPartyMdm,
    boolean policyPresent,
    Integer intuneAtIntune,
    Instant intuneSeenAt,
    String serialNumber,
    String userPrincipalName) {

  static Device map(ResultSet rs, int row) throws SQLException {
    return new Device(
        rs.getLong("id"),
        rs.getString("entra_device_id"),
        rs.getObject("resource_id", Long.class),
        rs.getString("intune_id"),
        rs.getString("name"),
        rs.getString("manufacturer"),
        rs.getString("model"),
        rs.getString("os_build"),
        rs.getString("site"),
        rs.getString("join_state"),
        ManagementState.valueOf(rs.getString("management_state")),
        Sql.integer(rs, "configmgr_mask"),
        Sql.integer(rs, "configmgr_at_intune"),
        Sql.instant(rs, "configmgr_seen_at"),
        rs.getBoolean("third_party_mdm"),
        rs.getBoolean("policy_present"),
        Sql.integer(rs, "intune_at_intune"),
        Sql.instant(rs, "intune_seen_at"),
        rs.getString("serial_number"),
        rs.getString("user_principal_name"));
  }
}
