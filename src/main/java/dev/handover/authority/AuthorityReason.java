package dev.handover.authority;

import dev.handover.workload.Authority;
import java.util.Optional;

/** The rule that decided who has authority over a workload on a device. */
public enum AuthorityReason {
  /** Neither system knows the device. */
  UNMANAGED(null),
  /** A third party's MDM: the client has given up all seven workloads, and they are nobody's. */
  THIRD_PARTY_MDM(null),
  NOT_ENROLLED(Authority.CONFIGURATION_MANAGER),
  /** Enrolled in Intune, but co-management policy has not reached the client. */
  POLICY_NOT_PRESENT(Authority.CONFIGURATION_MANAGER),
  NO_CONFIGMGR_CLIENT(Authority.INTUNE),
  /** Joined through Autopilot with Intune as its authority: sliders do not apply to it. */
  INTUNE_OVERRIDE(Authority.INTUNE),
  /** Resource access on a site of version 2403 or later. */
  RETIRED_RESOURCE_ACCESS(Authority.INTUNE),
  SLIDER_AT_INTUNE(Authority.INTUNE),
  PILOT_MEMBER(Authority.INTUNE),
  /** Device configuration is Intune's, and this workload follows it. */
  IMPLIED_BY_DEVICE_CONFIGURATION(Authority.INTUNE),
  NOT_IN_PILOT(Authority.CONFIGURATION_MANAGER),
  SLIDER_AT_CONFIGURATION_MANAGER(Authority.CONFIGURATION_MANAGER);

  private final Authority authority;

  AuthorityReason(Authority authority) {
    this.authority = authority;
  }

  /** Whether the rule speaks of co-managed devices only. */
  public boolean coManaged() {
    return ordinal() >= INTUNE_OVERRIDE.ordinal();
  }

  /** Who has authority by this rule; empty where it is nobody's. */
  public Optional<Authority> authority() {
    return Optional.ofNullable(authority);
  }
}
