package dev.handover.rollout;

import java.time.Instant;
import java.util.List;

/**
 * What a person needs to see to decide.
 *
 * @param summary what is asked and what follows from each answer
 * @param reasons the gate's reasons, in sentences; empty where no wave is judged
 * @param risk what whoever approves takes upon them, in sentences; empty where nothing is at risk
 * @param evidenceHash what a decision binds to
 * @param due when the safe default is taken, in the estate's time; null where nothing is due
 * @param followUp when those who are asked are reminded, likewise
 */
public record TaskBrief(
    TaskKind kind,
    String title,
    String summary,
    String reasons,
    String risk,
    List<EvidenceRow> evidence,
    String evidenceHash,
    Instant due,
    Instant followUp) {

  /**
   * One metric, as text that a form can show.
   *
   * @param unhealthy how many of the devices that have reported: {@code 3 of 98}
   * @param rate share of unhealthy devices among the judged, with its 95 % interval; for a metric
   *     that is compared, by how much more it has risen than in the control group
   * @param limit the intolerable share, or the margin; says so where there is no control group
   */
  public record EvidenceRow(
      String metric, String unhealthy, String rate, String limit, String verdict) {}
}
