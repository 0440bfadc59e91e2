package dev.handover.workload;

/** The system that manages a workload on a device. Exactly one of the two does. */
public enum Authority {
  CONFIGURATION_MANAGER,
  INTUNE
}
