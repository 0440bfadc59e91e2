package dev.handover.rollout;

import dev.handover.device.DeviceCount;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final DecisionLog log;
  private final Approvals approvals;
  private final ApprovalStore opened;
  private final ApprovalAnswers answers;
  private final WaveAnswers onWaves;
  private final Briefs briefs;
  private final RolloutJournal journal;
  private final Clock clock;

  Decisions(
      RolloutStore rollouts,
      WaveStore waves,
      DecisionLog log,
      Approvals approvals,
      ApprovalStore opened,
      ApprovalAnswers answers,
      WaveAnswers onWaves,
      Briefs briefs,
      RolloutJournal journal,
      Clock clock) {
    this.rollouts = rollouts;
    this.waves = waves;
    this.log = log;
    this.approvals = approvals;
    this.opened = opened;
    this.answers = answers;
    this.onWaves = onWaves;
    this.briefs = briefs;
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
    return brief(rollouts.get(id), kind, wave);
  }

  /** A person is asked from now on: said on the rollout, and told once. */
  public TaskBrief ask(String id, TaskKind kind, int wave) {
    RolloutRow rollout = rollouts.lock(id);
    TaskBrief brief = brief(rollout, kind, wave);
    Optional<String> held =
        kind == TaskKind.DECIDE_FAILED_WAVE ? onWaves.held(id, wave) : Optional.empty();
    String waits =
        "'%s' waits for %s.%s"
            .formatted(brief.title(), whom(rollout, kind, wave), joined(id, kind, wave));
    rollouts.waiting(id, kind.name(), Words.shortened(held.orElse(waits)), brief.due());
    journal.tell(Actor.SYSTEM.id(), "task-opened", id, waits);
    return brief;
  }

  /** What was approved before is asked again because of them. */
  private String joined(String id, TaskKind kind, int wave) {
    int devices =
        kind.stage()
            .filter(stage -> stage != ApprovalStage.START)
            .map(stage -> waves.get(id, stage.opens(wave)).joined())
            .orElse(0);
    return devices == 0
        ? ""
        : " %s since it was planned."
            .formatted(DeviceCount.of(devices, "device has joined it", "devices have joined it"));
  }

  private String whom(RolloutRow rollout, TaskKind kind, int wave) {
    List<String> given =
        kind.stage()
            .map(stage -> approvals.given(rollout, stage, stage.no(wave)))
            .orElseGet(List::of);
    return given.isEmpty()
        ? "a person"
        : "another person than %s, who approved".formatted(String.join(" and ", given));
  }

  private TaskBrief brief(RolloutRow rollout, TaskKind kind, int wave) {
    Optional<ApprovalRow> approval =
        kind.stage().flatMap(stage -> opened.find(rollout.id(), stage, stage.no(wave)));
    Instant due =
        kind.decidesOnWave()
            ? waves.get(rollout.id(), wave).decideBy()
            : approval.map(ApprovalRow::expiresAt).orElse(null);
    return briefs.of(rollout, kind, wave, due, approval.orElse(null));
  }

  /** A person is to decide on a wave, and has until the moment that this answers. */
  public Instant openWave(String id, int wave) {
    return onWaves.open(id, wave);
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
        waves.get(id, wave).requireUndecided(WaveState.PLANNED);
        yield answers.take(rollout, ApprovalStage.WAVE, wave, decision, actor, evidence).slug();
      }
      case DECIDE_UNDECIDED_WAVE, DECIDE_FAILED_WAVE -> {
        onWaves.take(rollout, kind, wave, decision, actor, evidence);
        yield decision.outcome().slug();
      }
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
  public void expired(String id, int wave) {
    onWaves.expired(id, wave);
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
                  kind.outcomes().stream().map(Outcome::slug).collect(Collectors.joining(", "))));
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
        && decision.outcome() != Outcome.HOLD
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
}
