package dev.handover.estate;

import dev.handover.workload.Workload;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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

  /** The tenant's own settings (resource {@code deviceManagement} and assigned policies). */
  TenantSettings settings();

  /**
   * Every enrolled device as Conditional Access counts it and as Intune's policies judge it
   * (Entra's {@code isCompliant}, the policies' device states, the primary user's licence).
   */
  List<Evaluation> evaluations();

  /**
   * Asks for the report of discovered applications ({@code POST
   * /deviceManagement/reports/exportJobs} for {@code AppInvRawData}), which takes minutes to write.
   *
   * @return the job's id, for {@link #applications}
   */
  String exportApplications();

  /**
   * What such a report says: a row per device and application, and more than one where there are
   * several versions.
   *
   * @param job from {@link #exportApplications}
   * @return empty while it is being written; otherwise the rows, to be closed
   * @throws EstateException also where the job has failed, or is not known any more
   */
  Optional<Stream<Installation>> applications(String job);

  /**
   * Asks for an action on one device. That it is accepted does not mean that it is done: {@link
   * #actionResults} tells. A throttled call has done nothing; after any other exception the action
   * may be under way, so it is looked for and never asked for again.
   *
   * @param intuneId the device
   */
  ActionReply act(String intuneId, RemoteAction action);

  /**
   * What has become of the actions of these devices ({@code deviceActionResults} of each {@code
   * managedDevice}), by Intune's id; the newest action of each kind. A device that the tenant does
   * not know is left out.
   */
  Map<String, List<ActionResult>> actionResults(Collection<String> intuneIds);

  /** What the tenant answers to an action that is asked for. */
  enum ActionReply {
    /** HTTP 204: on its way to the device. */
    ACCEPTED,
    /** HTTP 404: the tenant knows no such device. */
    UNKNOWN_DEVICE,
    /** HTTP 400: not possible on this device. */
    NOT_SUPPORTED
  }

  /** Graph's {@code actionState}. */
  enum ActionState {
    NONE,
    PENDING,
    CANCELED,
    ACTIVE,
    DONE,
    FAILED,
    NOT_SUPPORTED
  }

  /**
   * @param startedAt when the tenant accepted it, by its own clock
   */
  record ActionResult(
      RemoteAction action, ActionState state, Instant startedAt, Instant updatedAt) {}

  /**
   * One enrolled device.
   *
   * @param intuneId Intune's id
   * @param entraDeviceId the id by which both systems know the device
   * @param configMgrClient whether Intune sees a Configuration Manager client on it
   * @param atIntune the workloads that Intune believes it manages
   * @param lastSyncAt the last check-in
   * @param serialNumber null if not told
   * @param userPrincipalName its primary user; null where it has none
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
      Instant lastSyncAt,
      String serialNumber,
      String userPrincipalName) {}

  /**
   * One measured value.
   *
   * @param signal the signal's name, such as {@code noncompliant}
   * @param value in the signal's unit; yes/no signals are 1 and 0. May be NaN or nonsense: who
   *     reads it checks it
   */
  record HealthReading(String entraDeviceId, String signal, double value, Instant observedAt) {}

  /**
   * @param application its name, without the version
   */
  record Installation(String intuneId, String application) {}

  /**
   * @param secureByDefault whether a device without a compliance policy counts as non-compliant;
   *     null where the tenant does not say ({@code settings} may be null)
   * @param compliancePolicies compliance policies that are assigned to somebody
   * @param bitLocker the algorithm that an assigned policy orders, such as {@code XTS_AES_256};
   *     null where none does
   */
  record TenantSettings(Boolean secureByDefault, int compliancePolicies, String bitLocker) {}

  /** What Intune's own policies make of a device, whoever has authority over compliance. */
  enum Compliance {
    COMPLIANT,
    IN_GRACE_PERIOD,
    NONCOMPLIANT,
    CONFLICT,
    ERROR,
    /** No policy is assigned to it. */
    NOT_EVALUATED,
    UNKNOWN
  }

  /**
   * One device before compliance moves.
   *
   * @param userPrincipalName its primary user; null where it has none
   * @param licensed whether that user, or the device, has an Intune licence; null if not told
   * @param compliant what counts for Conditional Access now; null if not told
   * @param underIntune what will count once Intune has authority
   */
  record Evaluation(
      String entraDeviceId,
      String userPrincipalName,
      Boolean licensed,
      Boolean compliant,
      Compliance underIntune) {}
}
