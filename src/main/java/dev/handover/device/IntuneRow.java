package dev.handover.device;

import dev.handover.workload.Workload;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * What Intune knows of an enrolled device.
 *
 * @param intuneId Intune's id of the device
 * @param entraDeviceId the id by which both systems know the device
 * @param manufacturer null if not reported, as are model and osBuild
 * @param joinState {@code ENTRA_JOINED}, {@code HYBRID_JOINED}, {@code REGISTERED} or {@code NONE}
 * @param atIntune the workloads that Intune believes it manages
 * @param lastSyncAt the last check-in; an older one than the one at hand changes nothing
 * @param serialNumber null if not reported
 * @param userPrincipalName the primary user; null if it has none
 */
public record IntuneRow(
    String intuneId,
    String entraDeviceId,
    String name,
    String manufacturer,
    String model,
    String osBuild,
    String joinState,
    Set<Workload> atIntune,
    Instant lastSyncAt,
    String serialNumber,
    String userPrincipalName) {

  public IntuneRow {
    Objects.requireNonNull(intuneId, "intuneId");
    Objects.requireNonNull(entraDeviceId, "entraDeviceId");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(joinState, "joinState");
    Objects.requireNonNull(lastSyncAt, "lastSyncAt");
    atIntune = Set.copyOf(atIntune);
  }
}
