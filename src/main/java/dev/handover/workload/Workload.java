package dev.handover.workload;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A co-management workload: a field of management that either Configuration Manager or Intune has
 * authority over.
 *
 * <p>The bits are those of the client's capability mask (registry {@code CoManagementFlags}, report
 * {@code ComanagedDeviceWorkloads}); see {@link CapabilityMask}.
 */
public enum Workload {
  COMPLIANCE_POLICIES("compliance-policies", "Compliance policies", 2, 2),
  RESOURCE_ACCESS_POLICIES("resource-access-policies", "Resource access policies", 4, 4),
  DEVICE_CONFIGURATION("device-configuration", "Device configuration", 8, 8),
  WINDOWS_UPDATE_POLICIES("windows-update-policies", "Windows Update policies", 16, 16),
  ENDPOINT_PROTECTION("endpoint-protection", "Endpoint protection", 32 + 4096, 32),
  CLIENT_APPS("client-apps", "Client apps", 64, 64),
  OFFICE_CLICK_TO_RUN_APPS("office-click-to-run-apps", "Office Click-to-Run apps", 128, 128);

  private final String slug;
  private final String title;
  private final int modernBits;
  private final int bit;

  Workload(String slug, String title, int modernBits, int bit) {
    this.slug = slug;
    this.title = title;
    this.modernBits = modernBits;
    this.bit = bit;
  }

  /** The name used in plans, the API and the database: {@code compliance-policies}. */
  public String slug() {
    return slug;
  }

  /** The name people read: {@code Compliance policies}. */
  public String title() {
    return title;
  }

  /** All bits that are set in a modern mask when Intune has authority. */
  int modernBits() {
    return modernBits;
  }

  /** The one bit of a legacy mask, also used wherever Handover stores a set of workloads. */
  public int bit() {
    return bit;
  }

  /** Workloads that follow this one to Intune by themselves. */
  public Set<Workload> implied() {
    return this == DEVICE_CONFIGURATION
        ? Set.of(RESOURCE_ACCESS_POLICIES, ENDPOINT_PROTECTION)
        : Set.of();
  }

  /**
   * @throws IllegalArgumentException with a sentence that lists the seven names
   */
  public static Workload of(String slug) {
    return Arrays.stream(values())
        .filter(w -> w.slug.equals(slug))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is not a workload; it must be one of %s"
                        .formatted(
                            slug,
                            Arrays.stream(values())
                                .map(Workload::slug)
                                .collect(Collectors.joining(", ")))));
  }

  @Override
  public String toString() {
    return slug;
  }
}
