package dev.handover.programme;

/** Where a programme stands. Whether it is paused is kept beside it. */
public enum ProgrammeState {
  /** Its rollouts are under way, or begin when it is their turn. */
  RUNNING,
  /** One did not end well, or could not begin: a person is asked, and none begins meanwhile. */
  STOPPED,
  /** Each of its rollouts has ended, or was left out. */
  COMPLETED,
  /** Ended by a person; rollouts that were under way go on by themselves. */
  CANCELLED;

  /** Whether nothing further begins. */
  public boolean ended() {
    return this == COMPLETED || this == CANCELLED;
  }
}
