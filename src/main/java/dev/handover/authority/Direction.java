package dev.handover.authority;

import dev.handover.workload.Authority;

/** Which way an order moves the authority over a workload on a device. */
public enum Direction {
  TO_INTUNE(Authority.INTUNE),
  /** A rollback: put back what was moved. */
  TO_CONFIGMGR(Authority.CONFIGURATION_MANAGER);

  private final Authority target;

  Direction(Authority target) {
    this.target = target;
  }

  public Authority target() {
    return target;
  }
}
