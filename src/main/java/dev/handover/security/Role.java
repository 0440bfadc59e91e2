package dev.handover.security;

/** What a person or service account may do; each role is a group of the engine. */
public enum Role {
  /** Plans and starts rollouts; never approves its own. */
  REQUESTER("requesters"),
  /** Approves, rejects, rolls back. */
  CHANGE_MANAGER("change-managers"),
  /** Cockpit, calendars, holds, settings. */
  ADMINISTRATOR("administrators"),
  /** Reads everything, changes nothing. */
  AUDITOR("auditors"),
  /** A service account: starts by plan, never approves. */
  AUTOMATION("automation");

  private final String group;

  Role(String group) {
    this.group = group;
  }

  /** Those who have it, as sentences call them: {@code change managers}. */
  String words() {
    return group.replace('-', ' ');
  }

  /** The id of the engine's group that stands for this role. */
  public String group() {
    return group;
  }
}
