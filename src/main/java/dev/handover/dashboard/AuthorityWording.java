package dev.handover.dashboard;

import dev.handover.authority.AuthorityReason;
import dev.handover.authority.DeviceFinding;
import dev.handover.authority.Divergence;
import dev.handover.device.ManagementState;
import dev.handover.workload.Authority;
import java.util.Arrays;

/** Who manages what, and why, in words. */
public final class AuthorityWording {

  /** Pages call these, so that a row need not carry a text beside each of its values. */
  static final AuthorityWording INSTANCE = new AuthorityWording();

  private AuthorityWording() {}

  /** A dash where a system says nothing. */
  public String reported(Authority authority) {
    return authority == null ? "–" : of(authority);
  }

  /** Who has authority by the settings. */
  public String effective(Authority authority) {
    return authority == null ? "Nobody" : of(authority);
  }

  private static String of(Authority authority) {
    return switch (authority) {
      case CONFIGURATION_MANAGER -> "Configuration Manager";
      case INTUNE -> "Intune";
    };
  }

  public String of(AuthorityReason reason) {
    return switch (reason) {
      case UNMANAGED -> "Neither system knows the device";
      case THIRD_PARTY_MDM -> "A third-party MDM manages the device";
      case NOT_ENROLLED -> "Not enrolled in Intune";
      case POLICY_NOT_PRESENT -> "Co-management policy has not reached the client";
      case NO_CONFIGMGR_CLIENT -> "No Configuration Manager client";
      case INTUNE_OVERRIDE -> "Came through Autopilot with Intune as authority";
      case RETIRED_RESOURCE_ACCESS -> "Resource access is retired in Configuration Manager 2403";
      case SLIDER_AT_INTUNE -> "Slider at Intune";
      case PILOT_MEMBER -> "Slider at Pilot Intune, and a member of the pilot collection";
      case IMPLIED_BY_DEVICE_CONFIGURATION -> "Follows device configuration, which is Intune's";
      case NOT_IN_PILOT -> "Slider at Pilot Intune, and no member of the pilot collection";
      case SLIDER_AT_CONFIGURATION_MANAGER -> "Slider at Configuration Manager";
    };
  }

  public String of(Divergence kind) {
    return switch (kind) {
      case BOTH_CLAIM -> "Both claim it";
      case NEITHER_CLAIMS -> "Neither claims it";
      case SETTINGS_NOT_FOLLOWED -> "Settings not followed";
    };
  }

  /** What such a difference means for the device. */
  public String meaning(Divergence kind) {
    return switch (kind) {
      case BOTH_CLAIM -> "Both systems apply policy.";
      case NEITHER_CLAIMS -> "Neither system applies policy.";
      case SETTINGS_NOT_FOLLOWED -> "Both systems agree, and not with the settings.";
    };
  }

  /** Which side does not follow the settings, and what helps. */
  public String remedy(Authority effective, Authority byConfigurationManager, Authority byIntune) {
    boolean client = byConfigurationManager != effective;
    boolean intune = byIntune != effective;
    if (client && intune) {
      return "Look whether the client gets policy, and whether its membership of the pilot"
          + " collection has been evaluated.";
    }
    return client
        ? "The Configuration Manager client is behind: have it fetch machine policy."
        : "Intune is behind: have the device sync with it.";
  }

  public String of(ManagementState state) {
    return switch (state) {
      case CO_MANAGED -> "Co-managed";
      case CONFIGMGR_ONLY -> "Configuration Manager only";
      case INTUNE_ONLY -> "Intune only";
      case COEXISTENCE -> "Third-party MDM";
      case UNMANAGED -> "Unmanaged";
    };
  }

  /** Why a device is left out of a wave: a finding's words, or the rollout's own. */
  public String excluded(String code) {
    return switch (code) {
      case "QUARANTINE" -> "its part of the rollout has failed";
      case "NOT_SENT" -> "was not sent yet when the risk of its wave was accepted";
      case "NOT_APPROVED" -> "came late, and nobody agreed to it";
      default ->
          Arrays.stream(DeviceFinding.values())
              .filter(finding -> finding.name().equals(code))
              .map(DeviceFinding::predicate)
              .findFirst()
              .orElse(code);
    };
  }
}
