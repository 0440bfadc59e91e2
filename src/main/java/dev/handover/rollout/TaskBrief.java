package dev.handover.rollout;

import java.time.Instant;
import java.util.List;

/**
 * What a person needs to see to decide.
 *
 * @param summary what is asked and what follows from each answer
 * @param reasons the gate's reasons, in sentences; empty where no wave is judged
 * @param page where the rollout is shown, a path on this server
 * @param risk what whoever approves takes upon them, in sentences; empty where nothing is at risk
 * @param facts what is decided on in full: the plan, who would lose access, what would stay behind
 * @param evidenceHash what a decision binds to
 * @param due when the safe default is taken, in the estate's time; null where nothing is due
 * @param followUp when to look at it again if it still waits: for an approval when those who are
 *     asked are reminded; likewise
 */
public record TaskBrief(
    TaskKind kind,
    String title,
    String summary,
    String page,
    String reasons,
    String risk,
    List<EvidenceRow> evidence,
    List<Fact> facts,
    String evidenceHash,
    Instant due,
    Instant followUp) {

  /**
   * One thing to know.
   *
   * @param about in a word or two
   */
  public record Fact(String about, String words) {}

  /**
   * One metric, as text that a form can show.
   *
   * @param devices which of them are unhealthy: {@code Not seen for 48 hours}
   * @param unhealthy how many of the devices that have reported: {@code 3 of 98}
   * @param rate share of unhealthy devices among the judged, with its 95 % interval; for a metric
   *     that is compared, by how much more it has risen than in the control group
   * @param limit the intolerable share, or the margin; says so where there is no control group
   */
  public record EvidenceRow(
      String devices, String unhealthy, String rate, String limit, String verdict) {}
}
