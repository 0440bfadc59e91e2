package dev.handover.calendar;

/**
 * What a freeze or a maintenance window is of.
 *
 * @param workload of which rollouts, its slug; null: all
 * @param site of which devices; null: all
 */
public record Scope(String workload, String site) {

  static final Scope ALL = new Scope(null, null);
}
