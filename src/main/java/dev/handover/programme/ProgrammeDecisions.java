package dev.handover.programme;

import static dev.handover.rollout.Outcome.END;
import static dev.handover.rollout.Outcome.GO_ON;
import static dev.handover.rollout.Outcome.TRY_AGAIN;

import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What people decide about programmes that have stopped. Every face ends here, so the rules hold
 * whichever way an answer comes.
 */
@Service
@Transactional
public class ProgrammeDecisions {

  /** The answers there are. */
  public static final List<Outcome> OUTCOMES = List.of(TRY_AGAIN, GO_ON, END);

  private final ProgrammeStore store;
  private final ProgrammeBriefs briefs;
  private final ProgrammeJournal journal;

  ProgrammeDecisions(ProgrammeStore store, ProgrammeBriefs briefs, ProgrammeJournal journal) {
    this.store = store;
    this.briefs = briefs;
    this.journal = journal;
  }

  /** A person is asked from now on: the programme says so, and it is told once. */
  public ProgrammeBrief ask(String id) {
    ProgrammeRow programme = store.lock(id);
    ProgrammeBrief brief = brief(programme);
    store.state(id, ProgrammeState.STOPPED);
    journal.tell(
        Actor.SYSTEM.id(),
        "programme-stopped",
        id,
        "%s. A person is asked. %s".formatted(brief.title(), brief.facts().get(0).words()));
    return brief;
  }

  /** What a person needs to see to decide; changes nothing. */
  @Transactional(readOnly = true)
  public ProgrammeBrief brief(String id) {
    return brief(store.get(id));
  }

  /** What an answer binds to, as it stands now. */
  @Transactional(readOnly = true)
  public String evidenceHash(String id) {
    return ProgrammeBriefs.hash(id, store.parts(id));
  }

  private ProgrammeBrief brief(ProgrammeRow programme) {
    List<Part> parts = store.parts(programme.id());
    return briefs.of(programme, parts, asked(programme, parts));
  }

  private static Part asked(ProgrammeRow programme, List<Part> parts) {
    Course course = Course.of(parts, programme.onFailure(), programme.paused());
    if (course.step() != Course.Step.ASK) {
      throw Refused.conflict(
          "Nothing about programme %s is to be decided at this moment.".formatted(programme.id()));
    }
    return course.part();
  }

  /**
   * Takes a decision down and carries out what follows from it.
   *
   * @return whether the programme goes on
   * @throws Refused if this person may not, the programme has changed since, or the answer makes no
   *     sense
   */
  public boolean decide(String id, Decision decision, Actor actor) {
    ProgrammeRow programme = store.lock(id);
    requireAllowed(programme, decision, actor);
    List<Part> parts = store.parts(id);
    Part part = asked(programme, parts);
    boolean goesOn = decision.outcome() != END;
    if (goesOn) {
      requireSeen(decision, ProgrammeBriefs.hash(id, parts));
    }
    String said =
        "%s %s%s: %s"
            .formatted(
                actor.id(),
                decision.outcome().words(),
                part.rolloutId() == null ? "" : " after " + part.rolloutId(),
                decision.comment());
    if (decision.outcome() == TRY_AGAIN) {
      store.again(id, part.no(), said);
    } else if (goesOn) {
      store.leaveOut(id, part.no(), said);
    } else {
      store.ending(id, said);
    }
    store.state(id, ProgrammeState.RUNNING);
    journal.tell(
        actor.id(),
        "programme-decided",
        id,
        "'%s', %s: %s.".formatted(programme.title(), part.workload().title(), said));
    return goesOn;
  }

  private static void requireAllowed(ProgrammeRow programme, Decision decision, Actor actor) {
    if (!actor.is(Role.CHANGE_MANAGER, Role.ADMINISTRATOR)) {
      throw Refused.forbidden(
          "%s may not decide this; change managers and administrators may.".formatted(actor.id()));
    }
    if (actor.id().equals(programme.createdBy())) {
      throw Refused.forbidden(
          "%s asked for this programme; it takes another person to decide how it goes on."
              .formatted(actor.id()));
    }
    if (!OUTCOMES.contains(decision.outcome())) {
      throw Refused.invalid(
          "'%s' is no answer to this; it must be one of %s"
              .formatted(decision.outcome().slug(), OUTCOMES.stream().map(Outcome::slug).toList()));
    }
    if (decision.comment() == null) {
      throw Refused.invalid("A comment that says why is needed with this answer (comment).");
    }
  }

  private static void requireSeen(Decision decision, String evidence) {
    if (decision.evidenceHash() == null) {
      throw Refused.invalid("The hash of the evidence seen is needed (evidenceHash).");
    }
    if (!evidence.equals(decision.evidenceHash())) {
      throw Refused.conflict("The programme has changed since it was shown; look at it again.");
    }
  }
}
