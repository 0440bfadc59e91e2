package dev.handover.device;

import static dev.handover.device.FleetColumn.*;
import static dev.handover.device.FleetColumn.APPLICATION;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The exports that a fleet can be read from, with the headers that their columns have been seen
 * under: of the console, of the export API ({@code _loc} variants too) and of SQL views, under old
 * and new product names. Headers are compared by their letters and digits, capitals ignored.
 *
 * <p>Source: Microsoft Learn, "Intune reports and properties available using Graph API" (reports
 * {@code Devices}, {@code DevicesWithInventory}, {@code ComanagedDeviceWorkloads}, {@code
 * AppInvRawData}), classes {@code SMS_R_System}, {@code SMS_CombinedDeviceResources} and {@code
 * SMS_Client_ComanagementState}.
 */
public enum FleetFormat {
  /** All devices of the Intune admin center, or one of the two reports behind it. */
  INTUNE_DEVICES("intune-devices", Set.of(INTUNE_ID, ENTRA_ID, NAME, SEEN_AT)),
  /** Reports, Cloud attached devices, Co-managed workloads. */
  COMANAGED_WORKLOADS("comanaged-workloads", Set.of(INTUNE_ID, NAME)),
  /** Devices of Configuration Manager: console, AdminService or SQL views. */
  CONFIGMGR_DEVICES("configmgr-devices", Set.of(RESOURCE_ID, ENTRA_ID, NAME)),
  /** Discovered apps of the Intune admin center: the report {@code AppInvRawData}. */
  INTUNE_APPLICATIONS("intune-applications", Set.of(INTUNE_ID, APPLICATION));

  private static final String[] ENTRA = {
    "Microsoft Entra Device ID",
    "Entra Device ID",
    "Azure AD Device ID",
    "AadDeviceId",
    "Azure Active Directory Device ID",
    "AADDeviceID0",
    "ReferenceId"
  };

  private final String slug;
  private final Set<FleetColumn> required;
  private final Map<FleetColumn, List<String>> headers = new EnumMap<>(FleetColumn.class);

  static {
    for (FleetFormat format : List.of(INTUNE_DEVICES, COMANAGED_WORKLOADS)) {
      format
          .named(INTUNE_ID, "Device ID", "Intune Device ID")
          .named(ENTRA_ID, ENTRA)
          .named(NAME, "Device name")
          .named(MANUFACTURER, "Manufacturer")
          .named(MODEL, "Model")
          .named(SYSTEM, "OS_loc", "OS", "Operating system")
          .named(OS_BUILD, "OS version", "OS build")
          .named(SERIAL_NUMBER, "Serial number")
          .named(USER, "Primary user UPN", "UPN", "UserPrincipalName")
          .named(JOIN_TYPE, "JoinType", "Join type", "JoinType_loc")
          .named(MANAGED_BY, "Managed by", "ManagedBy_loc", "ManagementAgent", "ManagementAgents")
          .named(MASK, "SCCMCoManagementFeatures")
          .named(SEEN_AT, "Last check-in", "LastContact", "LastSyncDateTime");
    }
    COMANAGED_WORKLOADS
        .workload(COMPLIANCE, "CompliancePolicy", "Compliance policies")
        .workload(RESOURCE_ACCESS, "ResourceAccess", "Resource access policies")
        .workload(CONFIGURATION, "DeviceConfiguration")
        .workload(WINDOWS_UPDATE, "WindowsUpdateForBusiness", "Windows Update policies")
        .workload(PROTECTION, "EndpointProtection")
        .workload(APPS, "ModernApps", "Client apps")
        .workload(OFFICE, "OfficeApps", "Office Click-to-Run apps");
    INTUNE_APPLICATIONS
        .named(INTUNE_ID, "Device ID", "Intune Device ID")
        .named(APPLICATION, "Application name")
        .named(SYSTEM, "Platform_loc", "Platform");
    CONFIGMGR_DEVICES
        .named(RESOURCE_ID, "Resource ID", "ResourceID0", "MachineId", "ItemKey")
        .named(ENTRA_ID, ENTRA)
        .named(NAME, "Name", "Device name", "Name0", "Netbios_Name0")
        .named(MANUFACTURER, "Manufacturer", "Manufacturer0")
        .named(MODEL, "Model", "Model0")
        .named(SITE, "Site code", "Assigned site", "SMSAssignedSites", "SMS_Assigned_Sites0")
        .named(CLIENT, "Client", "IsClient", "Client0")
        .named(
            OS_BUILD, "Operating System Build", "DeviceOSBuild", "OS build", "BuildExt", "Build01")
        .named(HYBRID_JOINED, "HybridAADJoined", "Hybrid Azure AD joined", "Hybrid Entra joined")
        .named(ENTRA_JOINED, "AADJoined", "Azure AD joined", "Entra joined")
        .named(POLICY, "ComgmtPolicyPresent", "CoManaged", "Co-managed", "IsCoManaged")
        .named(MASK, "MDMWorkloads", "CoManagementFlags", "Co-management capabilities")
        .named(SEEN_AT, "LastActiveTime", "Last activity", "Last active time", "Timestamp");
  }

  FleetFormat(String slug, Set<FleetColumn> required) {
    this.slug = slug;
    this.required = required;
  }

  /** The name that the API uses: {@code intune-devices}. */
  public String slug() {
    return slug;
  }

  /**
   * @throws IllegalArgumentException with a sentence that lists the names
   */
  public static FleetFormat of(String slug) {
    return Arrays.stream(values())
        .filter(format -> format.slug.equals(slug))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is not a format; it must be one of %s"
                        .formatted(
                            slug,
                            Arrays.stream(values())
                                .map(FleetFormat::slug)
                                .collect(Collectors.joining(", ")))));
  }

  /** Columns without which a file of this format cannot be used. */
  Set<FleetColumn> required() {
    return required;
  }

  /** The columns that are of use, each with its headers, the preferred one first. */
  Map<FleetColumn, List<String>> headers() {
    return headers;
  }

  /** A header by its letters and digits. */
  static String plain(String header) {
    return header.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }

  private FleetFormat named(FleetColumn column, String... names) {
    headers.put(column, List.of(names));
    return this;
  }

  private FleetFormat workload(FleetColumn column, String report, String... console) {
    List<String> names = new ArrayList<>(List.of(report, report + "_loc"));
    names.addAll(List.of(console));
    headers.put(column, names);
    return this;
  }
}
