package dev.handover.estate;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Intune does to one managed device when asked (Microsoft Graph, {@code POST
 * /deviceManagement/managedDevices/{id}/…}).
 */
public enum RemoteAction {
  /** The device checks in now rather than at its next turn. */
  SYNC("sync", "Sync", "syncDevice", Map.of(), Set.of("syncDevice"), false),
  RESTART("restart", "Restart", "rebootNow", Map.of(), Set.of("rebootNow"), false),
  DEFENDER_SCAN(
      "defender-scan",
      "Quick Defender scan",
      "windowsDefenderScan",
      Map.of("quickScan", true),
      Set.of("windowsDefenderScan", "quickScan"),
      false),
  REMOTE_ASSISTANCE(
      "remote-assistance",
      "Remote assistance",
      "requestRemoteAssistance",
      Map.of(),
      Set.of("requestRemoteAssistance"),
      false),
  /** Ends the enrolment and takes the organisation's data off the device; its own stays. */
  RETIRE("retire", "Retire", "retire", Map.of(), Set.of("retire", "removeCompanyData"), true),
  /** Resets Windows and keeps nothing, the enrolment included. */
  WIPE(
      "wipe",
      "Wipe",
      "wipe",
      Map.of("keepEnrollmentData", false, "keepUserData", false),
      Set.of("wipe", "factoryReset"),
      true),
  /** Installs Windows afresh: applications go, the Configuration Manager client among them. */
  FRESH_START(
      "fresh-start",
      "Fresh start",
      "cleanWindowsDevice",
      Map.of("keepUserData", true),
      Set.of("cleanWindowsDevice"),
      true);

  private final String slug;
  private final String title;
  private final String command;
  private final Map<String, Boolean> parameters;
  private final Set<String> resultNames;
  private final boolean destructive;

  RemoteAction(
      String slug,
      String title,
      String command,
      Map<String, Boolean> parameters,
      Set<String> resultNames,
      boolean destructive) {
    this.slug = slug;
    this.title = title;
    this.command = command;
    this.parameters = parameters;
    this.resultNames = resultNames;
    this.destructive = destructive;
  }

  public String slug() {
    return slug;
  }

  public String title() {
    return title;
  }

  /** The last segment of the call. */
  public String command() {
    return command;
  }

  /** The body of the call; empty where it takes none. */
  public Map<String, Boolean> parameters() {
    return parameters;
  }

  /** Whether it takes something away that cannot be brought back from here. */
  public boolean destructive() {
    return destructive;
  }

  /** Whether the tenant no longer knows the device once this is done. */
  public boolean endsEnrolment() {
    return this == RETIRE || this == WIPE;
  }

  public static Optional<RemoteAction> of(String slug) {
    return Arrays.stream(values()).filter(a -> a.slug.equals(slug)).findFirst();
  }

  /**
   * The action behind the {@code actionName} of a {@code deviceActionResult}: some are called there
   * by another name than in the call. Empty for what Handover never asks for.
   */
  public static Optional<RemoteAction> ofResult(String actionName) {
    return Arrays.stream(values()).filter(a -> a.resultNames.contains(actionName)).findFirst();
  }
}
