package dev.handover.authority;

import static dev.handover.workload.Workload.DEVICE_CONFIGURATION;
import static dev.handover.workload.Workload.ENDPOINT_PROTECTION;
import static dev.handover.workload.Workload.OFFICE_CLICK_TO_RUN_APPS;
import static dev.handover.workload.Workload.WINDOWS_UPDATE_POLICIES;

import dev.handover.device.DeviceCount;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Workload;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What can stand in the way of moving a device, in the order in which it is asked: the first one
 * that leaves a device out is its reason. The names are stable.
 */
public enum DeviceFinding {
  THIRD_PARTY_MDM(
      Kind.FACT,
      "is managed by a third-party MDM and is nobody's to move",
      "are managed by a third-party MDM and are nobody's to move",
      "d.management_state = 'COEXISTENCE'"),
  NOT_CO_MANAGED(
      Kind.FACT,
      "is not co-managed",
      "are not co-managed",
      "d.management_state not in ('CO_MANAGED', 'COEXISTENCE')"),
  NOT_JOINED(
      Kind.FACT,
      "is neither Entra joined nor hybrid joined",
      "are neither Entra joined nor hybrid joined",
      "d.join_state not in ('ENTRA_JOINED', 'HYBRID_JOINED')"),
  INTUNE_OVERRIDE(
      Kind.FACT,
      "came through Autopilot with Intune as authority; sliders do not apply",
      "came through Autopilot with Intune as authority; sliders do not apply",
      "d.configmgr_mask = %d".formatted(CapabilityMask.INTUNE_OVERRIDE)),
  IMPOSSIBLE_MASK(
      Kind.FACT,
      "reports a capability mask that is impossible",
      "report a capability mask that is impossible",
      "d.configmgr_mask is not null and d.configmgr_at_intune is null"),
  MASK_UNKNOWN(
      Kind.FACT,
      "reports no capability mask",
      "report no capability mask",
      "d.management_state = 'CO_MANAGED' and d.configmgr_mask is null"),
  BEING_REMOVED(
      Kind.FACT,
      "is being retired, wiped or started afresh",
      "are being retired, wiped or started afresh",
      """
      exists (
        select 1 from remote_action x
        where x.device_id = d.id and x.open_as = 'DESTRUCTIVE'
          and x.state <> 'AWAITING_APPROVAL')"""),
  EXCLUDED_COLLECTION(
      Kind.FACT_OF_THE_PLAN,
      "is in a collection that the plan excludes",
      "are in a collection that the plan excludes",
      """
      exists (
        select 1 from collection_member x join collection c on c.id = x.collection
        where x.device_id = d.id and c.name in (:exclude))"""),
  SILENT_IN_CONFIGMGR(
      Kind.JUDGEMENT,
      "has not reported to Configuration Manager for 14 days",
      "have not reported to Configuration Manager for 14 days",
      "d.resource_id is not null"
          + " and (d.configmgr_seen_at is null or d.configmgr_seen_at < :heardAfter)"),
  SILENT_IN_INTUNE(
      Kind.JUDGEMENT,
      "has not checked in with Intune for 14 days",
      "have not checked in with Intune for 14 days",
      "d.intune_id is not null and (d.intune_seen_at is null or d.intune_seen_at < :heardAfter)"),
  IN_PILOT_BY_OTHERS(
      Kind.FACT_OF_THE_PLAN,
      "was put into the pilot collection by another hand than Handover's",
      "were put into the pilot collection by another hand than Handover's",
      """
      a.authority = 'INTUNE'
      and exists (
        select 1 from slider s join collection_member x on x.collection = s.pilot_collection
        where s.workload = :workload and s.position = 'PILOT_INTUNE' and x.device_id = d.id)
      and not exists (
        select 1 from authority_order o
        where o.device_id = d.id and o.workload = :workload and o.direction = 'TO_INTUNE')"""),
  ALREADY_AT_INTUNE(
      Kind.FACT_OF_THE_PLAN,
      "is managed by Intune already",
      "are managed by Intune already",
      "a.authority = 'INTUNE'"),
  // Builds have five digits: 16299 is 1709
  OS_UNSUPPORTED(
      Kind.JUDGEMENT,
      "runs a Windows older than Windows 10 1709",
      "run a Windows older than Windows 10 1709",
      "d.os_build like '10.0._____%' and substring(d.os_build, 6, 5) < '16299'"
          + " or d.os_build like '6.%'"),
  OS_UNKNOWN(
      Kind.JUDGEMENT,
      "does not tell which Windows it runs",
      "do not tell which Windows they run",
      "d.os_build is null or d.os_build not like '10.0._____%' and d.os_build not like '6.%'"),
  NO_LICENCE(Kind.JUDGEMENT, "has no Intune licence", "have no Intune licence", "not v.licensed"),
  LICENCE_UNKNOWN(
      Kind.JUDGEMENT,
      "does not tell whether it has an Intune licence",
      "do not tell whether they have an Intune licence",
      "d.intune_id is not null and v.licensed is null"),
  DUPLICATE_RECORD(
      Kind.JUDGEMENT,
      "shares its name with another record",
      "share their name with another record",
      "{sharesName}"),
  CLIENT_TOO_OLD(
      Kind.JUDGEMENT,
      "has a client older than 1802, which reports no endpoint protection",
      "have a client older than 1802, which reports no endpoint protection",
      "g.client_version < 1802",
      ENDPOINT_PROTECTION,
      DEVICE_CONFIGURATION),
  CLIENT_VERSION_UNKNOWN(
      Kind.JUDGEMENT,
      "does not tell the version of its client",
      "do not tell the version of their client",
      "d.resource_id is not null and g.client_version is null",
      ENDPOINT_PROTECTION,
      DEVICE_CONFIGURATION),
  SOFTWARE_UPDATES_ON(
      Kind.HARM,
      "still has Configuration Manager's Software Updates switched on and would scan twice",
      "still have Configuration Manager's Software Updates switched on and would scan twice",
      "g.software_updates",
      WINDOWS_UPDATE_POLICIES),
  SOFTWARE_UPDATES_UNKNOWN(
      Kind.HARM,
      "does not tell whether Configuration Manager's Software Updates are off",
      "do not tell whether Configuration Manager's Software Updates are off",
      "d.resource_id is not null and g.software_updates is null",
      WINDOWS_UPDATE_POLICIES),
  OFFICE_COM_NOT_DISABLED(
      Kind.HARM,
      "does not have OfficeMgmtCOM set to Disabled; not configured is not enough",
      "do not have OfficeMgmtCOM set to Disabled; not configured is not enough",
      "g.office_com <> 'DISABLED'",
      OFFICE_CLICK_TO_RUN_APPS),
  OFFICE_COM_UNKNOWN(
      Kind.HARM,
      "does not tell how OfficeMgmtCOM is set",
      "do not tell how OfficeMgmtCOM is set",
      "d.resource_id is not null and g.office_com is null",
      OFFICE_CLICK_TO_RUN_APPS),
  BITLOCKER_REENCRYPTS(
      Kind.JUDGEMENT,
      "is encrypted with another algorithm than Intune's policy orders",
      "are encrypted with another algorithm than Intune's policy orders",
      "g.bitlocker not in ('NONE', t.bitlocker)",
      ENDPOINT_PROTECTION,
      DEVICE_CONFIGURATION),
  BITLOCKER_UNKNOWN(
      Kind.JUDGEMENT,
      "does not tell how it is encrypted",
      "do not tell how they are encrypted",
      "d.resource_id is not null and g.bitlocker is null",
      ENDPOINT_PROTECTION,
      DEVICE_CONFIGURATION);

  private enum Kind {
    /** Leaves a device out, whatever policy says. */
    FACT,
    /** The same, and depends on what the plan says. */
    FACT_OF_THE_PLAN,
    /** Policy says whether it leaves a device out. */
    JUDGEMENT,
    /** Likewise; and a device that it leaves out may not be moved by the slider either. */
    HARM
  }

  private final Kind kind;
  private final String one;
  private final String many;
  private final String condition;
  private final Set<Workload> workloads;

  DeviceFinding(Kind kind, String one, String many, String condition, Workload... workloads) {
    this.kind = kind;
    this.one = one;
    this.many = many;
    this.condition = condition;
    this.workloads = workloads.length == 0 ? EnumSet.allOf(Workload.class) : Set.of(workloads);
  }

  /** What can be found about a device when this workload is to be moved. */
  public static List<DeviceFinding> of(Workload workload) {
    return Arrays.stream(values()).filter(f -> f.workloads.contains(workload)).toList();
  }

  /** Of so many devices: "1 device is not co-managed", "3,120 devices are not co-managed". */
  public String words(long devices) {
    return DeviceCount.of(devices, "device " + one, "devices " + many);
  }

  /** How a sentence about several devices goes on: "are not co-managed". */
  public String why() {
    return many;
  }

  /** How a sentence about one device goes on: "is not co-managed". */
  public String predicate() {
    return one;
  }

  /** Whether policy may keep a device of which this is so. */
  public boolean tunable() {
    return kind == Kind.JUDGEMENT || kind == Kind.HARM;
  }

  /** Whether a device left out for this may not be moved by the slider either. */
  boolean barsSlider() {
    return kind == Kind.HARM || this == EXCLUDED_COLLECTION;
  }

  /** Whether it can be told of a device without a plan. */
  boolean knownWithoutPlan() {
    return kind != Kind.FACT_OF_THE_PLAN;
  }

  /**
   * A condition over {@code device d}, {@code effective_authority a} of the workload, {@code
   * client_setting g}, {@code intune_evaluation v} and {@code tenant_setting t}.
   *
   * @param sharesName the condition that a device shares its name with another
   */
  String condition(String sharesName) {
    return condition.replace("{sharesName}", sharesName);
  }
}
