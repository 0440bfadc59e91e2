package dev.handover.rollout;

import dev.handover.calendar.Moment;
import org.springframework.stereotype.Component;

/** Keeps a decision and tells of it. */
@Component
class DecisionLog {

  private final DecisionStore store;
  private final RolloutJournal journal;

  DecisionLog(DecisionStore store, RolloutJournal journal) {
    this.store = store;
    this.journal = journal;
  }

  /**
   * @param stage the name of an {@link ApprovalStage} or of a {@link TaskKind}
   */
  void keep(
      RolloutRow rollout,
      String stage,
      int wave,
      Decision decision,
      String actor,
      String evidence) {
    store.save(rollout, stage, wave, decision, actor, evidence);
    journal.tell(
        actor,
        "decided",
        rollout.id(),
        "%s: %s %s%s%s"
            .formatted(
                title(stage, wave),
                actor,
                decision.outcome().words(),
                decision.until() == null ? "" : " until " + Moment.words(decision.until()),
                reason(decision)));
  }

  private static String title(String stage, int wave) {
    TaskKind kind =
        TaskKind.valueOf(ApprovalStage.of(stage).map(s -> "APPROVE_" + s).orElse(stage));
    String of = wave == 0 ? "pilot" : "wave " + wave;
    return kind.decidesOnWave() || kind == TaskKind.APPROVE_WAVE
        ? "%s (%s)".formatted(kind.title(), of)
        : kind.title();
  }

  /** With what comes before it: nothing, or a colon and the comment. */
  static String reason(Decision decision) {
    return decision.comment() == null ? "" : ": " + decision.comment();
  }
}
