package dev.handover.device;

import dev.handover.workload.CapabilityMask;
import java.time.Instant;
import java.util.Objects;

/**
 * What a Configuration Manager client has reported.
 *
 * @param resourceId Configuration Manager's id of the device
 * @param entraDeviceId the id by which both systems know the device
 * @param manufacturer null if not reported, as are model, osBuild and site
 * @param joinState {@code ENTRA_JOINED}, {@code HYBRID_JOINED}, {@code REGISTERED} or {@code NONE}
 * @param thirdPartyMdm whether the client sees an enrolment that is not Intune's
 * @param policyPresent whether co-management policy has reached the client
 * @param mask the raw capability mask; null if the client never reported one
 * @param reportedAt when the client reported; an older report than the one at hand changes nothing
 */
public record ConfigMgrRow(
    long resourceId,
    String entraDeviceId,
    String name,
    String manufacturer,
    String model,
    String osBuild,
    String site,
    String joinState,
    boolean thirdPartyMdm,
    boolean policyPresent,
    Integer mask,
    Instant reportedAt) {

  public ConfigMgrRow {
    Objects.requireNonNull(entraDeviceId, "entraDeviceId");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(joinState, "joinState");
    Objects.requireNonNull(reportedAt, "reportedAt");
  }

  /** The workloads at Intune by the mask, or null where it says nothing that can be believed. */
  Integer atIntune() {
    if (mask == null) {
      return null;
    }
    CapabilityMask decoded = new CapabilityMask(mask);
    return decoded.form() == CapabilityMask.Form.IMPOSSIBLE
        ? null
        : CapabilityMask.bits(decoded.atIntune());
  }
}
