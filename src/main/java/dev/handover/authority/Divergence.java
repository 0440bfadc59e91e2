package dev.handover.authority;

import dev.handover.workload.Authority;
import java.util.Optional;

/** How the reports on a device differ from the authority that the settings imply. */
public enum Divergence {
  /** Split-brain: the client leaves the workload to Configuration Manager, Intune claims it too. */
  BOTH_CLAIM,
  /** Split-brain: the client leaves the workload to Intune, and Intune does not claim it. */
  NEITHER_CLAIMS,
  /** Both systems agree with each other, and not with the settings. */
  SETTINGS_NOT_FOLLOWED;

  /**
   * Compares what both systems report with what is effective.
   *
   * @param byConfigurationManager what the client's mask says; null if it says nothing
   * @param byIntune null if Intune says nothing
   * @return empty where all agree, and where one side is silent: that is no contradiction
   */
  static Optional<Divergence> of(
      Authority effective, Authority byConfigurationManager, Authority byIntune) {
    if (byConfigurationManager == null || byIntune == null) {
      return Optional.empty();
    }
    if (byConfigurationManager != byIntune) {
      return Optional.of(byIntune == Authority.INTUNE ? BOTH_CLAIM : NEITHER_CLAIMS);
    }
    return byIntune == effective ? Optional.empty() : Optional.of(SETTINGS_NOT_FOLLOWED);
  }

  /** What the client's mask says where this is so. */
  Authority byConfigurationManager(Authority effective) {
    return switch (this) {
      case BOTH_CLAIM -> Authority.CONFIGURATION_MANAGER;
      case NEITHER_CLAIMS -> Authority.INTUNE;
      case SETTINGS_NOT_FOLLOWED -> other(effective);
    };
  }

  /** What Intune says where this is so. */
  Authority byIntune(Authority effective) {
    return switch (this) {
      case BOTH_CLAIM -> Authority.INTUNE;
      case NEITHER_CLAIMS -> Authority.CONFIGURATION_MANAGER;
      case SETTINGS_NOT_FOLLOWED -> other(effective);
    };
  }

  private static Authority other(Authority authority) {
    return authority == Authority.INTUNE ? Authority.CONFIGURATION_MANAGER : Authority.INTUNE;
  }
}
