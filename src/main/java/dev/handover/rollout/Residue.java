package dev.handover.rollout;

import dev.handover.workload.Workload;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a workload leaves behind on a device after it has gone back to Configuration Manager, and
 * what to do about it. The names are stable: the API speaks of them.
 *
 * <p>Source: Microsoft's pages on co-management workloads and on switching them back.
 */
public enum Residue {
  UPDATES_OFF(
      Workload.WINDOWS_UPDATE_POLICIES,
      "Configuration Manager's Software Updates client setting is still off",
      "Configuration Manager's Software Updates client setting had to be off for them while they"
          + " were under Intune. Turn it on again: until then neither side updates them."),
  WINDOWS_NEWER(
      Workload.WINDOWS_UPDATE_POLICIES,
      "Windows may be newer than before the move",
      "Windows is never downgraded. Approve the newer build in Configuration Manager."),
  SETTINGS_TATTOOED(
      Workload.DEVICE_CONFIGURATION,
      "Settings that Intune deployed stay",
      "Settings are not removed when a policy is unassigned. Deploy the wanted values from"
          + " Configuration Manager, or set them back by script."),
  PROTECTION_TATTOOED(
      Workload.ENDPOINT_PROTECTION,
      "Defender, firewall and security settings that Intune deployed stay",
      "Redeploy Configuration Manager's antimalware and firewall policies, which overwrite them;"
          + " to have them removed, device configuration has to be switched as well."),
  ENCRYPTION_CHANGED(
      Workload.ENDPOINT_PROTECTION,
      "Disks may be encrypted with Intune's BitLocker algorithm",
      "Compare the algorithm with Configuration Manager's policy. A disk that differs has to be"
          + " decrypted and encrypted again; check that its recovery key is escrowed first."),
  OFFICE_NEWER(
      Workload.OFFICE_CLICK_TO_RUN_APPS,
      "Office may be newer than before the move",
      "Office is never downgraded. Approve the newer version in Configuration Manager, and enable"
          + " OfficeMgmtCOM again so that it manages Office."),
  OFFICE_CHANNEL_CHANGED(
      Workload.OFFICE_CLICK_TO_RUN_APPS,
      "Office may be on another update channel",
      "Set the update channel from Configuration Manager where it differs from the wanted one."),
  APPS_INSTALLED(
      Workload.CLIENT_APPS,
      "Apps that Intune installed stay",
      "Deploy an uninstallation from Configuration Manager for those that are not wanted."),
  CERTIFICATES_NOT_RENEWED(
      Workload.RESOURCE_ACCESS_POLICIES,
      "Certificates that Intune issued are not renewed",
      "Issue replacements before they expire; Wi-Fi, VPN and e-mail profiles that use them stop"
          + " working on that day.");

  /**
   * Why going back is worse than holding where the wave stands. What does not stand here goes back
   * without loss. Whether a rollout asks a person because of it is for the policy table to say.
   */
  private static final Map<Workload, String> WORSE =
      Map.of(
          Workload.WINDOWS_UPDATE_POLICIES,
          "Windows is never downgraded: going back leaves newer builds under Configuration"
              + " Manager, and nobody updates the devices until its client setting is on again.",
          Workload.DEVICE_CONFIGURATION,
          "Settings are tattooed: going back removes none of them, and adds Configuration"
              + " Manager's to them.",
          Workload.ENDPOINT_PROTECTION,
          "Security settings are tattooed, and a changed BitLocker algorithm means encrypting"
              + " again: going back mixes two sets of them.",
          Workload.RESOURCE_ACCESS_POLICIES,
          "Certificates that Intune issued are not renewed after going back: users lose access on"
              + " the day they expire.");

  private final Workload workload;
  private final String title;
  private final String whatToDo;

  Residue(Workload workload, String title, String whatToDo) {
    this.workload = workload;
    this.title = title;
    this.whatToDo = whatToDo;
  }

  /** The workload that leaves it behind. */
  public Workload workload() {
    return workload;
  }

  public String title() {
    return title;
  }

  public String whatToDo() {
    return whatToDo;
  }

  /** Whether a changed Windows build shows it; the others come with having been moved at all. */
  boolean shownByWindowsBuild() {
    return this == WINDOWS_NEWER;
  }

  /** What a rollout of this workload may leave behind, by it and by the workloads it implies. */
  public static List<Residue> of(Workload workload) {
    Set<Workload> moved = EnumSet.of(workload);
    moved.addAll(workload.implied());
    return EnumSet.allOf(Residue.class).stream().filter(r -> moved.contains(r.workload)).toList();
  }

  /** Why a failed wave had better be held than put back; null where going back loses nothing. */
  public static String worseToGoBack(Workload workload) {
    return WORSE.get(workload);
  }
}
