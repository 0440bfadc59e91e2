package dev.handover.estate;

import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Configuration Manager site, as its AdminService shows it. Membership is asynchronous: what was
 * added counts only after the site has evaluated the collection and the client has fetched policy.
 *
 * <p>Every method may throw {@link EstateException}; after one, read back before acting again.
 */
public interface ConfigMgrSite {

  /** The site's version, {@code 2403} for 5.00.9128; decides whether resource access is retired. */
  int version();

  /**
   * How long after a call was made it may still take effect, whatever became of its caller. Nobody
   * else acts on the same devices before that.
   */
  Duration longestCall();

  /** All seven sliders as they stand, with the one pilot collection of each. */
  List<SliderReading> sliders();

  /** Whether this site lets a program move this slider; no documented call does. */
  boolean canSetSlider(Workload workload);

  /**
   * Moves a slider, to be confirmed by {@link #sliders()}.
   *
   * @throws EstateException always where {@link #canSetSlider} says no
   */
  void setSlider(Workload workload, Slider position);

  /** Whose clients enrol in Intune by themselves, as the console shows it. */
  EnrolmentReading autoEnrolment();

  /** Whether this site lets a program set automatic enrolment; no documented call does. */
  boolean canSetAutoEnrolment();

  /**
   * Sets automatic enrolment, to be confirmed by {@link #autoEnrolment()}. Devices that have
   * enrolled stay so, whatever it is set to.
   *
   * @param collectionId whose members enrol; needed for {@code PILOT}, else ignored
   * @throws EstateException always where {@link #canSetAutoEnrolment} says no
   */
  void setAutoEnrolment(AutoEnrolment setting, String collectionId);

  /**
   * Clients whose last attempt to enrol failed (class {@code SMS_Client_ComanagementState}, {@code
   * EnrollmentStatusCode}); the last attempt of each.
   *
   * @param changedSince only attempts at or after this moment
   */
  List<EnrolmentFailure> enrolmentFailures(Instant changedSince);

  /** All device collections, pilot collections among them. */
  List<CollectionReading> collections();

  /** The evaluated members of a collection, by resource id. */
  Set<Long> members(String collectionId);

  /**
   * The direct membership rules of a collection: what has been ordered, evaluated or not. Read this
   * before adding, and after a lost reply.
   */
  Set<Long> directRules(String collectionId);

  /**
   * Adds a direct rule for each device.
   *
   * @return what became of each; an entry for every id, unless an exception ended the call early
   */
  Map<Long, RuleOutcome> addDirectRules(String collectionId, Collection<Long> resourceIds);

  /** Removes the direct rule of each device; outcomes as above. */
  Map<Long, RuleOutcome> removeDirectRules(String collectionId, Collection<Long> resourceIds);

  /** Asks the site to evaluate the collection now rather than at its next cycle. */
  void requestRefresh(String collectionId);

  /**
   * What clients have reported since (class {@code SMS_Client_ComanagementState}).
   *
   * @param changedSince only reports at or after this moment; {@link Instant#EPOCH} for all
   */
  List<ComanagementState> comanagementStates(Instant changedSince);

  /**
   * What every client is set to, as its hardware inventory and the deployed client settings tell
   * (classes {@code SMS_R_System}, {@code SMS_ClientSettings} and the inventory of encryptable
   * volumes).
   */
  List<ClientSettings> clientSettings();

  /** The configuration baselines that are deployed to devices. */
  List<Baseline> baselines();

  /**
   * @param collectionId the enrolment pilot; null where none has ever been chosen
   */
  record EnrolmentReading(AutoEnrolment setting, String collectionId) {}

  /**
   * @param resourceId Configuration Manager's id of the device
   * @param code the HRESULT, unsigned: 0 … 0xFFFFFFFF
   */
  record EnrolmentFailure(long resourceId, long code, Instant attemptedAt) {}

  /** What became of one direct rule. */
  enum RuleOutcome {
    /** Added or removed by this call. */
    CHANGED,
    /** A rule that was to be added existed, or one to be removed did not. */
    ALREADY_SO,
    /** The site knows no such device. */
    UNKNOWN_DEVICE
  }

  /** One slider and the collection that its pilot position refers to. */
  record SliderReading(Workload workload, Slider position, String pilotCollectionId) {}

  /**
   * @param builtIn whether the id begins with {@code SMS}; those are never written to
   */
  record CollectionReading(String id, String name, boolean builtIn) {}

  /**
   * One client's report.
   *
   * @param resourceId Configuration Manager's id of the device
   * @param entraDeviceId the id by which both systems know the device
   * @param mdmEnrolled whether the client sees an MDM enrolment of any kind
   * @param thirdPartyMdm whether that enrolment is not Intune's (coexistence)
   * @param policyPresent whether co-management policy has reached the client
   * @param mask the raw capability mask, null if the client never reported one
   * @param reportedAt when the client reported
   */
  record ComanagementState(
      long resourceId,
      String entraDeviceId,
      String name,
      String manufacturer,
      String model,
      String osBuild,
      String siteCode,
      JoinState joinState,
      boolean mdmEnrolled,
      boolean thirdPartyMdm,
      boolean policyPresent,
      Integer mask,
      Instant reportedAt) {}

  /** The registry value {@code OfficeMgmtCOM}, which the client setting of the same name writes. */
  enum OfficeMgmtCom {
    ENABLED,
    DISABLED,
    /** Office keeps what it last had. */
    NOT_CONFIGURED
  }

  /**
   * What one client is set to; null stands for what is not told.
   *
   * @param resourceId Configuration Manager's id of the device
   * @param clientVersion {@code 1802} for 5.00.8634
   * @param softwareUpdates whether the client setting <i>Software Updates</i> is on for it
   * @param bitLocker the algorithm of its system volume, such as {@code XTS_AES_128}; {@code NONE}
   *     where it is not encrypted
   */
  record ClientSettings(
      long resourceId,
      Integer clientVersion,
      Boolean softwareUpdates,
      OfficeMgmtCom officeMgmtCom,
      String bitLocker) {}

  /**
   * @param alwaysApply whether it is applied to co-managed clients whatever manages their
   *     configuration
   */
  record Baseline(String id, String name, boolean alwaysApply) {}
}
