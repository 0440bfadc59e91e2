package dev.handover.rollout;

import dev.handover.calendar.Moment;
import dev.handover.security.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.StringUtils;

/**
 * An approval from its opening to its end, over time: who is asked, who is reminded, who is asked
 * next, and what happens when nobody approves. What people answer is {@link Decisions}'.
 */
@Service
@Transactional
public class ApprovalCourse {

  private final RolloutStore rollouts;
  private final ApprovalStore store;
  private final Approvals approvals;
  private final ApprovalRisks risks;
  private final DecisionViews decisions;
  private final ReadPlans plans;
  private final Rollback rollback;
  private final NewcomersLeftOut newcomers;
  private final RolloutJournal journal;

  ApprovalCourse(
      RolloutStore rollouts,
      ApprovalStore store,
      Approvals approvals,
      ApprovalRisks risks,
      DecisionViews decisions,
      ReadPlans plans,
      Rollback rollback,
      NewcomersLeftOut newcomers,
      RolloutJournal journal) {
    this.rollouts = rollouts;
    this.store = store;
    this.approvals = approvals;
    this.risks = risks;
    this.decisions = decisions;
    this.plans = plans;
    this.rollback = rollback;
    this.newcomers = newcomers;
    this.journal = journal;
  }

  /**
   * What is at risk with this stage, as the policy table knows it: {@code none}, or the gravest of
   * {@code accepted}, {@code quarantine} and {@code access}.
   */
  @Transactional(readOnly = true)
  public String risk(String id, ApprovalStage stage, int wave) {
    return risks.of(rollouts.get(id), stage, stage.no(wave)).stream()
        .findFirst()
        .map(risk -> risk.kind().slug())
        .orElse("none");
  }

  /**
   * Policy has been asked of this stage: from here on it counts, and so does the time that people
   * have. The first production wave is approved with the expansion and needs nothing of its own.
   */
  public ApprovalRound open(String id, ApprovalStage stage, int wave, ApprovalPolicy policy) {
    RolloutRow rollout = rollouts.lock(id);
    int no = stage.no(wave);
    boolean covered = stage == ApprovalStage.WAVE && wave <= 1;
    store.open(
        id,
        stage,
        no,
        covered ? new ApprovalPolicy(0, policy.group(), policy.escalationGroup()) : policy,
        plans.of(rollout).approvals());
    store.leavesOut(id, stage, no, newcomers.aloneAsked(rollout, stage, no));
    tellVoid(rollout, stage, no);
    return round(rollout, stage, no);
  }

  /**
   * Says which approvals of a stage no longer count, and why.
   *
   * @return whether there are any
   */
  boolean tellVoid(RolloutRow rollout, ApprovalStage stage, int no) {
    List<DecisionView> gone = decisions.voidApprovals(rollout, stage, no);
    for (DecisionView approval : gone) {
      journal.tell(
          Actor.SYSTEM.id(),
          "approval-void",
          rollout.id(),
          "The approval of %s by %s no longer counts: %s."
              .formatted(stage.words(no), approval.actor(), approval.voidBecause()));
    }
    return !gone.isEmpty();
  }

  /** A deferral is over: the time that people have begins anew, and with the first group. */
  public ApprovalRound resume(String id, ApprovalStage stage, int wave) {
    RolloutRow rollout = rollouts.lock(id);
    int no = stage.no(wave);
    ApprovalRow row = row(id, stage, no);
    store.open(
        id,
        stage,
        no,
        new ApprovalPolicy(row.needed(), row.group(), row.escalationGroup()),
        plans.of(rollout).approvals());
    return round(rollout, stage, no);
  }

  /**
   * The time of those who are asked ran out while Handover was away: it begins anew, once.
   *
   * @return empty where it has been so before, or nothing waits any more
   */
  public Optional<ApprovalRound> askAnew(String id, ApprovalStage stage, int wave) {
    RolloutRow rollout = rollouts.lock(id);
    int no = stage.no(wave);
    Instant missed = row(id, stage, no).expiresAt();
    if (!waits(rollout, stage, no) || !store.askedAnew(id, stage, no)) {
      return Optional.empty();
    }
    ApprovalRound round = resume(id, stage, wave);
    journal.tell(
        Actor.SYSTEM.id(),
        "approval-asked-anew",
        id,
        "Handover was away when the time to approve %s ran out at %s; %s are asked anew, once; %s"
            .formatted(
                stage.words(no),
                Moment.words(missed),
                round.group(),
                otherwise(stage, row(id, stage, no))));
    return Optional.of(round);
  }

  private ApprovalRound round(RolloutRow rollout, ApprovalStage stage, int no) {
    ApprovalRow row = row(rollout.id(), stage, no);
    return new ApprovalRound(
        approvals.state(rollout, stage, no),
        row.group(),
        row.remindAt(),
        row.escalateAt(),
        row.expiresAt());
  }

  /** Tells those who are asked that they still are, once in a round. */
  public void remind(String id, ApprovalStage stage, int wave) {
    RolloutRow rollout = rollouts.lock(id);
    int no = stage.no(wave);
    if (waits(rollout, stage, no) && store.reminded(id, stage, no)) {
      ApprovalRow row = row(id, stage, no);
      journal.tell(
          Actor.SYSTEM.id(),
          "approval-reminded",
          id,
          "%s still waits for approval by %s; %s"
              .formatted(
                  StringUtils.capitalize(stage.words(no)), row.group(), otherwise(stage, row)));
    }
  }

  /**
   * Another group is asked, too, once in a round.
   *
   * @return false if it has been asked already, or nothing waits any more
   */
  public boolean escalate(String id, ApprovalStage stage, int wave) {
    RolloutRow rollout = rollouts.lock(id);
    int no = stage.no(wave);
    if (!waits(rollout, stage, no) || !store.escalated(id, stage, no)) {
      return false;
    }
    ApprovalRow row = row(id, stage, no);
    journal.tell(
        Actor.SYSTEM.id(),
        "approval-escalated",
        id,
        "%s waits for approval since %s; %s are asked now, too; %s"
            .formatted(
                StringUtils.capitalize(stage.words(no)),
                Moment.words(row.since()),
                row.escalationGroup(),
                otherwise(stage, row)));
    return true;
  }

  /**
   * Nobody has approved in time, and it is as if it had been rejected: newcomers who alone were
   * asked about are left out. Else nothing has moved before the start, and nothing will; after that
   * what has moved goes back.
   *
   * @return {@code LEFT_OUT} or {@code REJECTED}
   */
  public ApprovalState expire(String id, ApprovalStage stage, int wave) {
    RolloutRow rollout = rollouts.lock(id);
    int no = stage.no(wave);
    ApprovalRow row = row(id, stage, no);
    String why =
        "nobody approved %s within %s"
            .formatted(stage.words(no), Words.of(Duration.between(row.since(), row.expiresAt())));
    if (row.leavesOut()) {
      newcomers.leave(rollout, stage, no, why, "approval-expired", Actor.SYSTEM.id());
      return ApprovalState.LEFT_OUT;
    }
    if (!store.expired(id, stage, no)) {
      return ApprovalState.REJECTED;
    }
    journal.tell(
        Actor.SYSTEM.id(),
        "approval-expired",
        id,
        "%s; %s"
            .formatted(
                StringUtils.capitalize(why),
                stage == ApprovalStage.START
                    ? "nothing has moved, and the rollout ends."
                    : "what has moved goes back."));
    if (stage == ApprovalStage.START) {
      rollouts.cancelledBecause(id, why);
    } else {
      rollback.begin(rollout.id(), 0, why, Actor.SYSTEM.id());
    }
    return ApprovalState.REJECTED;
  }

  private boolean waits(RolloutRow rollout, ApprovalStage stage, int no) {
    return approvals.state(rollout, stage, no) == ApprovalState.MORE_APPROVALS;
  }

  private ApprovalRow row(String id, ApprovalStage stage, int no) {
    return store
        .find(id, stage, no)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Rollout %s has no open approval of %s.".formatted(id, stage.words(no))));
  }

  private static String otherwise(ApprovalStage stage, ApprovalRow row) {
    return "without it %s at %s."
        .formatted(
            row.leavesOut()
                ? "only the devices that have joined it are left out"
                : stage == ApprovalStage.START ? "the rollout ends" : "what has moved goes back",
            Moment.words(row.expiresAt()));
  }
}
