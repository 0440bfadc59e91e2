package dev.handover.rollout;

import dev.handover.device.DeviceCount;
import dev.handover.workload.Workload;
import java.time.Instant;
import java.util.List;

/**
 * What stays behind on the devices that a rollout has moved.
 *
 * @param preview true where the rollout is not being put back: what would stay behind
 * @param fromWave the first wave that goes back
 * @param devices devices that are known to have been under Intune: both systems said so
 * @param unknown devices whose move was delivered, or may have been, but never confirmed
 * @param holdBecause why holding is better than going back; null where going back loses nothing
 * @param items what at least one device has, or may have
 */
public record ResidueReport(
    String rolloutId,
    Workload workload,
    boolean preview,
    int fromWave,
    long devices,
    long unknown,
    String holdBecause,
    List<Item> items) {

  public ResidueReport {
    items = List.copyOf(items);
  }

  /**
   * One kind of residue.
   *
   * @param devices devices that have it, or may have it where only an inspection can tell
   * @param unknown devices of which it is not known whether they can have it
   */
  public record Item(Residue code, String title, long devices, long unknown, String whatToDo) {}

  /** How sure it is that a device was under Intune, and changed there. */
  public enum Evidence {
    CONFIRMED,
    UNKNOWN
  }

  /**
   * A device with residue.
   *
   * @param osBuildBefore the Windows build when the move was ordered; null where none was known
   * @param movedAt when both systems had confirmed Intune; null where they never did
   * @param returnedAt when both had confirmed Configuration Manager again; null while not
   */
  public record Device(
      long deviceId,
      String name,
      String site,
      String model,
      String osBuild,
      String osBuildBefore,
      Evidence evidence,
      Instant movedAt,
      Instant returnedAt) {}

  /** In one sentence, for the journal and for whoever decides. */
  public String sentence() {
    String verb = preview ? "would stay" : "stays";
    if (items.isEmpty()) {
      return "Nothing %s behind on %s.".formatted(verb, DeviceCount.devices(devices + unknown));
    }
    StringBuilder told = new StringBuilder();
    for (Item item : items) {
      told.append(told.isEmpty() ? "" : "; ")
          .append(item.title())
          .append(": " + DeviceCount.devices(item.devices()))
          .append(
              item.unknown() == 0 ? "" : ", not known of " + DeviceCount.number(item.unknown()));
    }
    return "%s behind: %s.".formatted(preview ? "Would stay" : "Stays", told);
  }
}
