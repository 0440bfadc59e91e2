package dev.handover.programme;

import dev.handover.programme.ProgrammeWorkflow.Question;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutDesk;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What people ask of programmes, from whichever face: start, decide, pause, resume, cancel. */
@Service
public class ProgrammeDesk {

  private final ProgrammeRegistration registration;
  private final ProgrammeWorkflow workflow;
  private final ProgrammeDecisions decisions;
  private final ProgrammeStore store;
  private final ProgrammeJournal journal;

  ProgrammeDesk(
      ProgrammeRegistration registration,
      ProgrammeWorkflow workflow,
      ProgrammeDecisions decisions,
      ProgrammeStore store,
      ProgrammeJournal journal) {
    this.registration = registration;
    this.workflow = workflow;
    this.decisions = decisions;
    this.store = store;
    this.journal = journal;
  }

  /** See {@link ProgrammeRegistration#check}. */
  public ProgrammeCheck check(String text) {
    return registration.check(text);
  }

  /**
   * Starts a programme; see {@link ProgrammeRegistration#register} for what may be refused.
   *
   * @return its id
   */
  @Transactional
  public String start(String text, Actor actor) {
    return workflow.start(text, actor);
  }

  public List<Question> questions(Actor actor) {
    return workflow.questions(actor);
  }

  /** Empty where the task is not open, or is none of a programme's. */
  public Optional<Question> question(String taskId) {
    return workflow.question(taskId);
  }

  /** What a person needs to see to decide on a programme. */
  public ProgrammeBrief brief(String id) {
    return decisions.brief(id);
  }

  /** What a decision on a programme has to quote. */
  public String evidenceHash(String id) {
    return decisions.evidenceHash(id);
  }

  /** See {@link ProgrammeDecisions#decide} for what may be refused. */
  @Transactional
  public void decide(String taskId, Decision decision, Actor actor) {
    workflow.answer(taskId, decision, actor);
  }

  /** Nothing further begins; what is under way goes on by its own gates. */
  @Transactional
  public void pause(String id, String reason, Actor actor) {
    ProgrammeRow programme = store.lock(id);
    if (!actor.is(Role.CHANGE_MANAGER, Role.ADMINISTRATOR)
        && !(actor.is(Role.REQUESTER) && actor.id().equals(programme.createdBy()))) {
      throw Refused.forbidden(
          "Change managers, administrators and %s, who asked for it, may pause this programme."
              .formatted(programme.createdBy()));
    }
    RolloutDesk.requireReason(reason);
    requireOpen(programme, "paused");
    if (programme.paused()) {
      throw Refused.conflict(
          "Programme %s is paused already by %s: %s"
              .formatted(id, programme.pausedBy(), programme.pauseReason()));
    }
    store.pause(id, actor.id(), reason);
    journal.tell(
        actor.id(),
        "programme-paused",
        id,
        "'%s' is paused by %s: %s".formatted(programme.title(), actor.id(), reason));
  }

  /** What is next may begin again. */
  @Transactional
  public void resume(String id, String reason, Actor actor) {
    ProgrammeRow programme = store.lock(id);
    requireManager(actor, "resume");
    RolloutDesk.requireReason(reason);
    if (!programme.paused()) {
      throw Refused.conflict("Programme %s is not paused.".formatted(id));
    }
    store.pause(id, null, null);
    // Where it waits for nothing, it looks by itself at what is next.
    workflow.goOn(id);
    journal.tell(
        actor.id(),
        "programme-resumed",
        id,
        "'%s' is resumed by %s: %s".formatted(programme.title(), actor.id(), reason));
  }

  /** Ends a programme where it stands; rollouts under way go on by themselves. */
  @Transactional
  public void cancel(String id, String reason, Actor actor) {
    ProgrammeRow programme = store.lock(id);
    requireManager(actor, "cancel");
    RolloutDesk.requireReason(reason);
    requireOpen(programme, "cancelled");
    if (!workflow.cancelRequested(id)) {
      throw Refused.conflict(
          "Programme %s is in the middle of a step and cannot be cancelled at this moment; nothing has changed. Try again."
              .formatted(id));
    }
    store.ending(id, "%s cancelled the programme: %s".formatted(actor.id(), reason));
    journal.tell(
        actor.id(),
        "programme-cancel-requested",
        id,
        "'%s' is cancelled by %s: %s".formatted(programme.title(), actor.id(), reason));
  }

  private static void requireManager(Actor actor, String what) {
    if (!actor.is(Role.CHANGE_MANAGER, Role.ADMINISTRATOR)) {
      throw Refused.forbidden(
          "%s may not %s a programme; change managers and administrators may."
              .formatted(actor.id(), what));
    }
  }

  private static void requireOpen(ProgrammeRow programme, String what) {
    if (programme.state().ended()) {
      throw Refused.conflict(
          "Programme %s is %s and cannot be %s."
              .formatted(programme.id(), programme.state().name().toLowerCase(), what));
    }
  }
}
