package dev.handover.enablement;

import dev.handover.enablement.EnablementWorkflow.Question;
import dev.handover.estate.AutoEnrolment;
import dev.handover.rollout.Decision;
import dev.handover.rollout.NotReady;
import dev.handover.rollout.ReadableId;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutDesk;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What people ask of enablements, from whichever face: check, start, decide, cancel. */
@Service
public class EnablementDesk {

  /** As an approval of a rollout has. */
  private static final Duration CONFIRM_WITHIN = Duration.ofDays(7);

  private final EnablementStore store;
  private final EnablementChecks checks;
  private final EnrolmentReading reading;
  private final EnablementLife life;
  private final EnablementWorkflow workflow;
  private final EnablementJournal journal;
  private final Clock clock;

  EnablementDesk(
      EnablementStore store,
      EnablementChecks checks,
      EnrolmentReading reading,
      EnablementLife life,
      EnablementWorkflow workflow,
      EnablementJournal journal,
      Clock clock) {
    this.store = store;
    this.checks = checks;
    this.reading = reading;
    this.life = life;
    this.workflow = workflow;
    this.journal = journal;
    this.clock = clock;
  }

  public static boolean mayStart(Actor actor) {
    return actor.is(Role.REQUESTER, Role.AUTOMATION);
  }

  public static boolean mayCancel(Actor actor) {
    return actor.is(Role.CHANGE_MANAGER, Role.ADMINISTRATOR);
  }

  /** Why no other one can begin. */
  static String taken(EnablementRow other) {
    return "Enablement %s of %s is under way; wait for its end, or have it cancelled."
        .formatted(other.id(), other.requestedBy());
  }

  /** The dry run; stores nothing. */
  @Transactional(readOnly = true)
  public EnablementCheck check(EnablementRequest request) {
    return checks.check(request);
  }

  /**
   * Asks for an enablement; another person has to confirm it.
   *
   * @param reason why, at most 1000 characters
   * @return its id
   * @throws Refused if this person may not, or another one is under way
   * @throws NotReady if the estate does not allow it
   */
  @Transactional
  public String start(EnablementRequest request, String reason, Actor actor) {
    if (!mayStart(actor)) {
      throw Refused.forbidden(
          "%s may not enable co-management; requesters and automation may.".formatted(actor.id()));
    }
    RolloutDesk.requireReason(reason);
    store
        .running()
        .ifPresent(
            other -> {
              throw Refused.conflict(taken(other));
            });
    EnablementCheck check = checks.check(request);
    if (!check.ready()) {
      throw new NotReady(check.findings());
    }
    String id = ReadableId.next("E");
    EnablementStore.Collection pilot =
        request.goal() == AutoEnrolment.NONE
            ? null
            : store.collection(request.collection()).orElseThrow();
    store.insert(
        id,
        request,
        pilot,
        reason,
        actor.id(),
        clock.instant().plus(CONFIRM_WITHIN),
        reading.setting().orElseThrow());
    request
        .staging()
        .forEach((w, name) -> store.staging(id, w, store.collection(name).orElseThrow()));
    journal.tell(
        actor.id(),
        "enablement-requested",
        id,
        "%s asked for automatic enrolment to become %s, where it is %s: %s"
            .formatted(actor.id(), request.goal().title(), check.now(), reason));
    workflow.begin(id);
    return id;
  }

  public List<Question> questions(Actor actor) {
    return workflow.questions(actor);
  }

  /** Empty where the task is not open, or is none of an enablement's. */
  public Optional<Question> question(String taskId) {
    return workflow.question(taskId);
  }

  /** What a person needs to see to answer. */
  public EnablementBrief brief(Question question) {
    return life.brief(question.enablementId(), question.kind());
  }

  /** See {@link EnablementLife#decide} for what may be refused. */
  @Transactional
  public void decide(String taskId, Decision decision, Actor actor) {
    workflow.answer(taskId, decision, actor);
  }

  /** Puts automatic enrolment back to what it was; devices that have enrolled stay enrolled. */
  @Transactional
  public void cancel(String id, String reason, Actor actor) {
    EnablementRow row = store.lock(id);
    if (!mayCancel(actor)) {
      throw Refused.forbidden(
          "%s may not cancel an enablement; change managers and administrators may."
              .formatted(actor.id()));
    }
    RolloutDesk.requireReason(reason);
    if (row.state().ended() || row.state() == EnablementState.PUTTING_BACK) {
      throw Refused.conflict(
          "Enablement %s is %s and cannot be cancelled."
              .formatted(
                  id,
                  row.state() == EnablementState.PUTTING_BACK
                      ? "being put back"
                      : row.state().name().toLowerCase(java.util.Locale.ROOT)));
    }
    if (!workflow.cancelRequested(id)) {
      throw Refused.conflict(
          "Enablement %s is in the middle of a step and cannot be cancelled at this moment; nothing has changed. Try again."
              .formatted(id));
    }
    String said = "Cancelled by %s: %s".formatted(actor.id(), reason);
    store.sentence(id, said);
    journal.tell(actor.id(), "enablement-cancel-requested", id, said);
  }
}
