package dev.handover.rollout;

import dev.handover.calendar.Moment;
import dev.handover.security.Actor;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * What a person may answer where an approval is asked for, and what follows. A plan is never edited
 * once it is registered: its requester is its last editor.
 */
@Component
class ApprovalAnswers {

  private final RolloutStore rollouts;
  private final ApprovalStore opened;
  private final Approvals approvals;
  private final ApprovalRisks risks;
  private final AccessOutlook access;
  private final Rollback rollback;
  private final NewcomersLeftOut newcomers;
  private final DecisionLog log;
  private final Clock clock;

  ApprovalAnswers(
      RolloutStore rollouts,
      ApprovalStore opened,
      Approvals approvals,
      ApprovalRisks risks,
      AccessOutlook access,
      Rollback rollback,
      NewcomersLeftOut newcomers,
      DecisionLog log,
      Clock clock) {
    this.rollouts = rollouts;
    this.opened = opened;
    this.approvals = approvals;
    this.risks = risks;
    this.access = access;
    this.rollback = rollback;
    this.newcomers = newcomers;
    this.log = log;
    this.clock = clock;
  }

  /**
   * @return how far the approval has come with this answer
   * @throws Refused if this person has approved already, it is decided, or the answer does not fit
   */
  ApprovalState take(
      RolloutRow rollout,
      ApprovalStage stage,
      int wave,
      Decision decision,
      Actor actor,
      String evidence) {
    if (approvals.given(rollout, stage, wave).contains(actor.id())) {
      throw Refused.conflict(
          "%s has approved this already; another person has to.".formatted(actor.id()));
    }
    if (approvals.state(rollout, stage, wave) != ApprovalState.MORE_APPROVALS) {
      throw Refused.conflict("This has been decided already.");
    }
    Optional<ApprovalRow> row = opened.find(rollout.id(), stage, wave);
    switch (decision.outcome()) {
      case APPROVE, ACCEPT_RISK -> {
        requireAccess(rollout, stage, wave);
        // Before approvals had a process of their own, their forms knew no risk to accept.
        List<ApprovalRisk> atRisk = row.isEmpty() ? List.of() : risks.of(rollout, stage, wave);
        requireNamed(atRisk, decision);
      }
      case DEFER -> requireDeferrable(rollout, row, decision);
      default -> {}
    }
    log.keep(rollout, stage.name(), wave, decision, actor.id(), evidence);
    ApprovalState state = answered(rollout, stage, wave, decision, actor);
    if (state == ApprovalState.APPROVED
        || state == ApprovalState.REJECTED && stage == ApprovalStage.START) {
      rollouts.waiting(
          rollout.id(),
          "NEXT_STEP",
          "%s by %s; what follows begins by itself."
              .formatted(state == ApprovalState.APPROVED ? "Approved" : "Rejected", actor.id()),
          null);
    }
    return state;
  }

  private ApprovalState answered(
      RolloutRow rollout, ApprovalStage stage, int wave, Decision decision, Actor actor) {
    return switch (decision.outcome()) {
      case DEFER -> defer(rollout, stage, wave, decision, actor);
      case REJECT -> {
        String why = "rejected by " + actor.id() + DecisionLog.reason(decision);
        if (leavesOut(rollout, stage, wave)) {
          newcomers.leave(rollout, stage, wave, why, "scope-changed", actor.id());
          yield ApprovalState.LEFT_OUT;
        }
        if (stage == ApprovalStage.START) {
          rollouts.cancelledBecause(rollout.id(), why);
        } else {
          rollback.begin(rollout.id(), 0, why, actor.id());
        }
        yield ApprovalState.REJECTED;
      }
      default -> approvals.state(rollout, stage, wave);
    };
  }

  private boolean leavesOut(RolloutRow rollout, ApprovalStage stage, int wave) {
    return opened.find(rollout.id(), stage, wave).filter(ApprovalRow::leavesOut).isPresent();
  }

  private void requireAccess(RolloutRow rollout, ApprovalStage stage, int wave) {
    access
        .ahead(rollout, stage, wave)
        .flatMap(Outlook::stop)
        .ifPresent(
            why -> {
              throw Refused.conflict(why);
            });
  }

  /**
   * @throws Refused if the comment does not name everything that is at risk
   */
  static void requireNamed(List<ApprovalRisk> risks, Decision decision) {
    if (risks.isEmpty()) {
      if (decision.outcome() == Outcome.ACCEPT_RISK) {
        throw Refused.invalid("Nothing is at risk here; the answer is 'approve' (outcome).");
      }
      return;
    }
    String comment = decision.comment() == null ? "" : decision.comment().toLowerCase(Locale.ROOT);
    boolean named =
        risks.stream().allMatch(r -> comment.contains(r.name().toLowerCase(Locale.ROOT)));
    if (decision.outcome() == Outcome.APPROVE || !named) {
      throw Refused.invalid(
          "Something is at risk: accept the risk ('accept-risk') with a comment that names %s. %s"
              .formatted(names(risks), sentences(risks)));
    }
  }

  /** What is at risk, and how to accept it; empty where nothing is. */
  static String atRisk(List<ApprovalRisk> risks) {
    return risks.isEmpty()
        ? ""
        : "%s Whoever accepts that names %s in the comment."
            .formatted(sentences(risks), names(risks));
  }

  private static String names(List<ApprovalRisk> risks) {
    return risks.stream().map(r -> "'" + r.name() + "'").collect(Collectors.joining(" and "));
  }

  private static String sentences(List<ApprovalRisk> risks) {
    return risks.stream().map(ApprovalRisk::sentence).collect(Collectors.joining(" "));
  }

  private void requireDeferrable(RolloutRow rollout, Optional<ApprovalRow> row, Decision decision) {
    if (row.isEmpty()) {
      throw Refused.conflict(
          "This approval was asked for by an earlier version of the process, which cannot put it off.");
    }
    decision.requireWithin(clock.instant());
    opened
        .deadline(rollout.id())
        .filter(decision.until()::isAfter)
        .ifPresent(
            deadline -> {
              throw Refused.invalid(
                  "It cannot be put off past the deadline of the rollout, %s (until)."
                      .formatted(Moment.words(deadline)));
            });
  }

  private ApprovalState defer(
      RolloutRow rollout, ApprovalStage stage, int wave, Decision decision, Actor actor) {
    String sentence =
        "Deferred by %s until %s%s"
            .formatted(actor.id(), Moment.words(decision.until()), DecisionLog.reason(decision));
    opened.defer(rollout.id(), stage, wave, sentence);
    rollouts.waiting(rollout.id(), "DEFERRED", Words.shortened(sentence), decision.until());
    return ApprovalState.DEFERRED;
  }
}
