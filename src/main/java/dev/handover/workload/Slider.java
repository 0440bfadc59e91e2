package dev.handover.workload;

/** The position of a workload's slider in the Configuration Manager console. */
public enum Slider {
  /** Configuration Manager manages the workload on every device. */
  CONFIGURATION_MANAGER("Configuration Manager"),
  /** Intune manages it on members of the workload's pilot collection only. */
  PILOT_INTUNE("Pilot Intune"),
  /** Intune manages it on every co-managed device. */
  INTUNE("Intune");

  private final String title;

  Slider(String title) {
    this.title = title;
  }

  /** As the console writes it. */
  public String title() {
    return title;
  }
}
