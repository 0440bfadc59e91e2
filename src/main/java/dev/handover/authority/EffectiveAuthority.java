package dev.handover.authority;

import static dev.handover.workload.Workload.DEVICE_CONFIGURATION;
import static dev.handover.workload.Workload.RESOURCE_ACCESS_POLICIES;

import dev.handover.device.ManagementState;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.util.Map;
import java.util.Set;

/**
 * Who has authority over a workload on a device, as the settings imply it: exactly one of the two
 * systems on every co-managed device. The first rule that matches decides, as on the client.
 * Source: Microsoft Learn, "How to switch workloads" and "Co-management workloads".
 *
 * <p>The views {@code effective_authority} and {@code divergence} and {@link AuthorityQueries} say
 * the same in SQL for the whole fleet; a property holds them to this.
 */
public final class EffectiveAuthority {

  /** From this site version on, resource access is Intune's and its slider is fixed there. */
  static final int RESOURCE_ACCESS_RETIRED = 2403;

  private EffectiveAuthority() {}

  /** The rule that decides, and with it who has authority. */
  public static AuthorityReason of(DeviceFacts device, Settings settings, Workload workload) {
    return switch (device.state()) {
      case UNMANAGED -> AuthorityReason.UNMANAGED;
      case COEXISTENCE -> AuthorityReason.THIRD_PARTY_MDM;
      case CONFIGMGR_ONLY ->
          device.enrolled() ? AuthorityReason.POLICY_NOT_PRESENT : AuthorityReason.NOT_ENROLLED;
      case INTUNE_ONLY -> AuthorityReason.NO_CONFIGMGR_CLIENT;
      case CO_MANAGED -> coManaged(device, settings, workload);
    };
  }

  private static AuthorityReason coManaged(
      DeviceFacts device, Settings settings, Workload workload) {
    if (device.mask() != null && device.mask() == CapabilityMask.INTUNE_OVERRIDE) {
      return AuthorityReason.INTUNE_OVERRIDE;
    }
    if (workload == RESOURCE_ACCESS_POLICIES && settings.resourceAccessRetired()) {
      return AuthorityReason.RETIRED_RESOURCE_ACCESS;
    }
    AuthorityReason own = bySlider(device, settings, workload);
    boolean implied =
        DEVICE_CONFIGURATION.implied().contains(workload)
            && atIntune(bySlider(device, settings, DEVICE_CONFIGURATION));
    return implied && !atIntune(own) ? AuthorityReason.IMPLIED_BY_DEVICE_CONFIGURATION : own;
  }

  private static AuthorityReason bySlider(
      DeviceFacts device, Settings settings, Workload workload) {
    return switch (settings.sliders().get(workload)) {
      case INTUNE -> AuthorityReason.SLIDER_AT_INTUNE;
      case PILOT_INTUNE ->
          device.pilots().contains(workload)
              ? AuthorityReason.PILOT_MEMBER
              : AuthorityReason.NOT_IN_PILOT;
      case CONFIGURATION_MANAGER -> AuthorityReason.SLIDER_AT_CONFIGURATION_MANAGER;
    };
  }

  private static boolean atIntune(AuthorityReason reason) {
    return reason == AuthorityReason.SLIDER_AT_INTUNE || reason == AuthorityReason.PILOT_MEMBER;
  }

  /**
   * What of a device decides.
   *
   * @param enrolled whether Intune knows the device
   * @param mask the raw capability mask; null if the client never reported one
   * @param pilots the workloads of whose pilot collection the device is a member
   */
  public record DeviceFacts(
      ManagementState state, boolean enrolled, Integer mask, Set<Workload> pilots) {

    public DeviceFacts {
      pilots = Set.copyOf(pilots);
    }
  }

  /**
   * The settings of a site.
   *
   * @param sliders all seven
   * @param siteVersion such as 2403; null while it has not been read
   */
  public record Settings(Map<Workload, Slider> sliders, Integer siteVersion) {

    /**
     * @throws IllegalArgumentException if a slider is missing
     */
    public Settings {
      sliders = Map.copyOf(sliders);
      for (Workload workload : Workload.values()) {
        if (!sliders.containsKey(workload)) {
          throw new IllegalArgumentException(
              "The settings lack the slider of %s.".formatted(workload));
        }
      }
    }

    boolean resourceAccessRetired() {
      return siteVersion != null && siteVersion >= RESOURCE_ACCESS_RETIRED;
    }
  }
}
