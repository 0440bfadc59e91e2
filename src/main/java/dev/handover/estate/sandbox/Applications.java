package dev.handover.estate.sandbox;

import dev.handover.estate.IntuneTenant.Installation;
import java.util.ArrayList;
import java.util.List;

/** What is installed on the simulated devices: much everywhere, some at one site, little rarely. */
final class Applications {

  /**
   * @param share of the devices that have it
   * @param site the only one that has it; null for all
   */
  private record Application(String name, double share, String site) {}

  private static final List<Application> ALL =
      List.of(
          new Application("Microsoft 365 Apps for enterprise", .94, null),
          new Application("Microsoft Teams", .9, null),
          new Application("7-Zip", .5, null),
          new Application("Adobe Acrobat Reader", .45, null),
          new Application("Cisco Secure Client", .3, null),
          new Application("SAP GUI", .12, null),
          new Application("Citrix Workspace", .08, null),
          new Application("Autodesk AutoCAD", .02, null),
          new Application("Siemens TIA Portal", .3, "BER"),
          new Application("Label printing", .004, null),
          new Application("Badge reader", .001, null));

  private final long seed;

  Applications(long seed) {
    this.seed = seed;
  }

  List<Installation> on(int device, String site, String intuneId) {
    List<Installation> installed = new ArrayList<>();
    for (Application application : ALL) {
      if ((application.site() == null || application.site().equals(site))
          && HealthModel.chance(seed, device, application.name()) < application.share()) {
        installed.add(new Installation(intuneId, application.name()));
      }
    }
    return installed;
  }
}
