package dev.handover.estate;

import dev.handover.workload.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * An Intune tenant, as Microsoft Graph shows it. Every method may throw {@link EstateException}.
 */
public interface IntuneTenant {

  /**
   * Enrolled devices that have checked in since (resource {@code managedDevice} together with the
   * report {@code ComanagedDeviceWorkloads}).
   *
   * @param changedSince only check-ins at or after this moment; {@link Instant#EPOCH} for all
   */
  List<ManagedDevice> managedDevices(Instant changedSince);

  /**
   * Health signals reported since, one entry per device and signal.
   *
   * @param changedSince only readings at or after this moment
   */
  List<HealthReading> healthReadings(Instant changedSince);

  /**
   * One enrolled device.
   *
   * @param intuneId Intune's id
   * @param entraDeviceId the id by which both systems know the device
   * @param configMgrClient whether Intune sees a Configuration Manager client on it
   * @param atIntune the workloads that Intune believes it manages
   * @param lastSyncAt the last check-in
   */
  record ManagedDevice(
      String intuneId,
      String entraDeviceId,
      String name,
      String manufacturer,
      String model,
      String osBuild,
      JoinState joinState,
      boolean configMgrClient,
      Set<Workload> atIntune,
      Instant lastSyncAt) {}

  /**
   * One measured value.
   *
   * @param signal the signal's name, such as {@code noncompliant}
   * @param value in the signal's unit; yes/no signals are 1 and 0. May be NaN or nonsense: who
   *     reads it checks it
   */
  record HealthReading(String entraDeviceId, String signal, double value, Instant observedAt) {}
}
