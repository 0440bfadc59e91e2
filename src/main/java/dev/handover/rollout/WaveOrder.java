package dev.handover.rollout;

/** Whether a wave's moves have been ordered; the value of the process variable. */
public enum WaveOrder {
  ORDERED("ordered"),
  /** An earlier wave has regressed since this one was cleared to move: it waits again. */
  HELD("held");

  private final String slug;

  WaveOrder(String slug) {
    this.slug = slug;
  }

  public String slug() {
    return slug;
  }
}
