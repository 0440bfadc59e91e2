package dev.handover.rollout;

import dev.handover.authority.Orders;
import dev.handover.device.DeviceCount;
import dev.handover.health.PassedWaves;
import dev.handover.health.SequentialTest;
import dev.handover.health.WaveKey;
import dev.handover.plan.MetricPolicy;
import dev.handover.plan.Plan;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What people decide: who may, on which evidence, and what follows. Every face ends here, so the
 * rules hold whichever way an answer comes.
 */
@Service
@Transactional
public class Decisions {

  /** How long a failed or undecided wave waits for a person before it is put back. */
  public static final Duration DECIDE_WITHIN = Duration.ofDays(3);

  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final DecisionLog log;
  private final Approvals approvals;
  private final ApprovalStore opened;
  private final ApprovalAnswers answers;
  private final Rollback rollback;
  private final Orders orders;
  private final Briefs briefs;
  private final ReadPlans plans;
  private final PassedWaves passed;
  private final RolloutJournal journal;
  private final Clock clock;

  Decisions(
      RolloutStore rollouts,
      WaveStore waves,
      DecisionLog log,
      Approvals approvals,
      ApprovalStore opened,
      ApprovalAnswers answers,
      Rollback rollback,
      Orders orders,
      Briefs briefs,
      ReadPlans plans,
      PassedWaves passed,
      RolloutJournal journal,
      Clock clock) {
    this.rollouts = rollouts;
    this.waves = waves;
    this.log = log;
    this.approvals = approvals;
    this.opened = opened;
    this.answers = answers;
    this.rollback = rollback;
    this.orders = orders;
    this.briefs = briefs;
    this.plans = plans;
    this.passed = passed;
    this.journal = journal;
    this.clock = clock;
  }

  /** Waits until nobody else is at a rollout, and keeps others away until the transaction ends. */
  @Transactional(propagation = Propagation.MANDATORY)
  public void await(String id) {
    rollouts.await(id);
  }

  /** Whether a stage may begin, needs more approvals, or has been rejected. */
  @Transactional(readOnly = true)
  public ApprovalState approvals(String id, ApprovalStage stage, int wave) {
    return approvals.state(rollouts.get(id), stage, wave);
  }

  /** What a person needs to see to decide; changes nothing. */
  @Transactional(readOnly = true)
  public TaskBrief brief(String id, TaskKind kind, int wave) {
    Optional<ApprovalRow> approval = approval(id, kind, wave);
    Instant due =
        kind.decidesOnWave()
            ? rollouts.waitingUntil(id, kind.name()).orElse(null)
            : approval.map(ApprovalRow::expiresAt).orElse(null);
    return briefs.of(rollouts.get(id), kind, wave, due, approval.orElse(null));
  }

  /** A person is asked from now on: said on the rollout, and told once. */
  public TaskBrief ask(String id, TaskKind kind, int wave) {
    RolloutRow rollout = rollouts.lock(id);
    Optional<ApprovalRow> approval = approval(id, kind, wave);
    Instant due =
        kind.decidesOnWave() ? decideBy() : approval.map(ApprovalRow::expiresAt).orElse(null);
    TaskBrief brief = briefs.of(rollout, kind, wave, due, approval.orElse(null));
    rollouts.waiting(id, kind.name(), brief.title() + ": waits for a person.", due);
    journal.tell(Actor.SYSTEM.id(), "task-opened", id, brief.title() + " waits for a person.");
    return brief;
  }

  /** Until when a person who is asked now may decide on a wave. */
  public Instant decideBy() {
    return clock.instant().plus(DECIDE_WITHIN);
  }

  private Optional<ApprovalRow> approval(String id, TaskKind kind, int wave) {
    return kind.stage().flatMap(stage -> opened.find(id, stage, stage.no(wave)));
  }

  /**
   * Takes a decision down and carries out what follows from it.
   *
   * @return what the process goes on with: the slug of an {@link ApprovalState}, or the outcome
   *     itself
   * @throws Refused if this person may not, the evidence has changed, or the answer makes no sense
   */
  public String decide(String id, TaskKind kind, int wave, Decision decision, Actor actor) {
    RolloutRow rollout = rollouts.lock(id);
    requireAllowed(rollout, kind, decision, actor);
    String evidence = briefs.evidenceHash(rollout, kind, wave);
    requireSeen(decision, evidence);
    requireNoRegression(rollout, kind, wave, decision);
    return switch (kind) {
      case APPROVE_START ->
          answers.take(rollout, ApprovalStage.START, 0, decision, actor, evidence).slug();
      case APPROVE_EXPANSION ->
          answers.take(rollout, ApprovalStage.EXPANSION, 0, decision, actor, evidence).slug();
      case APPROVE_WAVE -> {
        requireState(waves.get(id, wave), WaveState.PLANNED);
        yield answers.take(rollout, ApprovalStage.WAVE, wave, decision, actor, evidence).slug();
      }
      case DECIDE_UNDECIDED_WAVE ->
          onWave(rollout, kind, wave, WaveState.HELD, decision, actor, evidence);
      case DECIDE_FAILED_WAVE ->
          onWave(rollout, kind, wave, WaveState.FAILED, decision, actor, evidence);
      case MOVE_SLIDER, MOVE_SLIDER_BACK, REVIEW_EXCEPTIONS -> {
        log.keep(rollout, kind.name(), wave, decision, actor.id(), evidence);
        if (decision.outcome() == Outcome.EXTEND) {
          Instant until = clock.instant().plus(Rollback.TIME_TO_COME_BACK);
          rollouts.backBy(id, until);
          rollouts.waiting(
              id, "DEVICES_BACK", "Waits longer for the devices that are not back.", until);
        } else if (kind == TaskKind.MOVE_SLIDER) {
          rollouts.waiting(id, "SLIDER", "Waits until the slider is read back at Intune.", null);
        }
        yield decision.outcome().slug();
      }
    };
  }

  /** Nobody has decided in time: the safe way is taken. */
  public void expired(String id, TaskKind kind, int wave) {
    rollback.begin(
        id,
        0,
        "nobody decided on %s within %s"
            .formatted(wave == 0 ? "the pilot" : "wave " + wave, Words.of(DECIDE_WITHIN)),
        Actor.SYSTEM.id());
  }

  private String onWave(
      RolloutRow rollout,
      TaskKind kind,
      int no,
      WaveState from,
      Decision decision,
      Actor actor,
      String evidence) {
    WaveRow wave = waves.get(rollout.id(), no);
    requireState(wave, from);
    if (decision.outcome() == Outcome.ACCEPT_RISK) {
      ApprovalAnswers.requireNamed(briefs.risks(rollout, kind, no), decision);
    }
    log.keep(rollout, kind.name(), no, decision, actor.id(), evidence);
    switch (decision.outcome()) {
      case ACCEPT_RISK -> {
        waves.move(rollout.id(), no, WaveState.PASSED, List.of(from));
        rollouts.notWaiting(rollout.id());
        keepUnsent(rollout, no);
        for (MetricPolicy m : plans.of(rollout).gate().metrics()) {
          passed.accept(
              new WaveKey(rollout.id(), no),
              m.name(),
              new SequentialTest(m.expected(), m.limit(), m.alpha(), m.beta()));
        }
      }
      case EXTEND -> {
        Plan plan = plans.of(rollout);
        waves.deadline(
            rollout.id(), no, clock.instant().plus(plan.gate().deadlineAfter(wave.soak())));
        waves.move(rollout.id(), no, WaveState.SOAKING, List.of(from));
        rollouts.waiting(rollout.id(), "EVIDENCE", "Waits longer for evidence.", null);
      }
      default ->
          rollback.begin(
              rollout.id(),
              0,
              "decided by " + actor.id() + DecisionLog.reason(decision),
              actor.id());
    }
    return decision.outcome().slug();
  }

  /** Who accepts a risk accepts it for the devices that have been moved, not for more. */
  private void keepUnsent(RolloutRow rollout, int no) {
    int kept = orders.keepUnsent(rollout.id(), no);
    if (kept > 0) {
      journal.tell(
          Actor.SYSTEM.id(),
          "devices-not-sent",
          rollout.id(),
          "%s: %s."
              .formatted(
                  Words.wave(no, waves.all(rollout.id()).size() - 1),
                  DeviceCount.of(
                      kept,
                      "device that was not yet sent stays at Configuration Manager",
                      "devices that were not yet sent stay at Configuration Manager")));
    }
  }

  private static void requireAllowed(
      RolloutRow rollout, TaskKind kind, Decision decision, Actor actor) {
    if (!actor.is(Role.CHANGE_MANAGER, Role.ADMINISTRATOR)) {
      throw Refused.forbidden(
          "%s may not decide this; change managers and administrators may.".formatted(actor.id()));
    }
    if (kind.isApproval() && actor.id().equals(rollout.createdBy())) {
      throw Refused.forbidden(
          "%s asked for this rollout and may approve no part of it.".formatted(actor.id()));
    }
    if (!kind.outcomes().contains(decision.outcome())) {
      throw Refused.invalid(
          "'%s' is no answer to '%s'; it must be one of %s"
              .formatted(
                  decision.outcome().slug(),
                  kind.title(),
                  kind.outcomes().stream().map(Outcome::slug).toList()));
    }
    boolean expected = decision.outcome() == Outcome.APPROVE || decision.outcome() == Outcome.DONE;
    if (!expected && decision.comment() == null) {
      throw Refused.invalid("A comment that says why is needed with this answer (comment).");
    }
  }

  /** Going on binds to what the person has seen; stopping does not. */
  private static void requireSeen(Decision decision, String evidence) {
    if (goesOn(decision) && decision.evidenceHash() == null) {
      throw Refused.invalid("The hash of the evidence seen is needed (evidenceHash).");
    }
    if (goesOn(decision) && !evidence.equals(decision.evidenceHash())) {
      throw Refused.conflict("The evidence has changed since it was shown; look at it again.");
    }
  }

  private static boolean goesOn(Decision decision) {
    return decision.outcome() != Outcome.REJECT
        && decision.outcome() != Outcome.DEFER
        && decision.outcome() != Outcome.ROLLBACK;
  }

  /** What goes on waits for what is to be decided first. */
  private void requireNoRegression(RolloutRow rollout, TaskKind kind, int wave, Decision decision) {
    int before = kind.decidesOnWave() ? wave : Integer.MAX_VALUE;
    if (rollout.state().goesForward()
        && goesOn(decision)
        && waves.failedBefore(rollout.id(), before)) {
      throw Refused.conflict(
          "A wave that had passed has regressed; decide on that first, then this goes on.");
    }
  }

  private static void requireState(WaveRow wave, WaveState state) {
    if (wave.state() != state) {
      throw Refused.conflict(
          "Wave %d is %s; this has been decided already."
              .formatted(wave.no(), wave.state().name().toLowerCase().replace('_', ' ')));
    }
  }
}
