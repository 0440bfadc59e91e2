package dev.handover.device;

import dev.handover.workload.Workload;
import java.util.Arrays;
import java.util.List;

/** What a column of an export can hold, whatever its header says. */
enum FleetColumn {
  ENTRA_ID,
  INTUNE_ID,
  RESOURCE_ID,
  NAME,
  /** The name of an installed application. */
  APPLICATION,
  MANUFACTURER,
  MODEL,
  /** The operating system's name; other systems than Windows are passed over. */
  SYSTEM,
  OS_BUILD,
  SERIAL_NUMBER,
  /** The user principal name of the primary user. */
  USER,
  SITE,
  JOIN_TYPE,
  HYBRID_JOINED,
  ENTRA_JOINED,
  /** Which agent manages the device; some are no enrolment in Intune. */
  MANAGED_BY,
  /** Whether a Configuration Manager client is installed. */
  CLIENT,
  /** Whether co-management policy is present on the client. */
  POLICY,
  MASK,
  SEEN_AT,
  COMPLIANCE(Workload.COMPLIANCE_POLICIES),
  RESOURCE_ACCESS(Workload.RESOURCE_ACCESS_POLICIES),
  CONFIGURATION(Workload.DEVICE_CONFIGURATION),
  WINDOWS_UPDATE(Workload.WINDOWS_UPDATE_POLICIES),
  PROTECTION(Workload.ENDPOINT_PROTECTION),
  APPS(Workload.CLIENT_APPS),
  OFFICE(Workload.OFFICE_CLICK_TO_RUN_APPS);

  static final List<FleetColumn> WORKLOADS =
      Arrays.stream(values()).filter(column -> column.workload != null).toList();

  /** The workload whose authority the column tells; null for all other columns. */
  final Workload workload;

  FleetColumn() {
    this(null);
  }

  FleetColumn(Workload workload) {
    this.workload = workload;
  }
}
