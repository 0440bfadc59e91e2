package dev.handover.device;

/** Which of the two systems know a device. */
public enum ManagementState {
  /** Neither system knows the device any more. */
  UNMANAGED,
  /**
   * A Configuration Manager client without enrolment in Intune; also one that is enrolled but has
   * not received co-management policy yet, because Configuration Manager manages everything on it
   * until then.
   */
  CONFIGMGR_ONLY,
  /** Enrolled in Intune, no Configuration Manager client. */
  INTUNE_ONLY,
  /** Both, and co-management policy is present on the client. */
  CO_MANAGED,
  /** A Configuration Manager client and a third party's MDM: its authority is nobody's to move. */
  COEXISTENCE
}
