package dev.handover.rollout;

import dev.handover.calendar.Moment;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stops the next move, not the watching. People and monitoring each lift what they placed, and
 * neither what the other did: a person who goes home does not end what a monitoring system sees,
 * and a system that is well again does not end what a person wanted.
 */
@Service
public class Holds {

  private static final Logger log = LoggerFactory.getLogger(Holds.class);

  private final HoldStore store;
  private final RolloutStore rollouts;
  private final RolloutJournal journal;
  private final TransactionTemplate transaction;

  Holds(
      HoldStore store,
      RolloutStore rollouts,
      RolloutJournal journal,
      TransactionTemplate transaction) {
    this.store = store;
    this.rollouts = rollouts;
    this.journal = journal;
    this.transaction = transaction;
  }

  /**
   * Places a hold: monitoring's for an account of automation, a person's for everybody else.
   *
   * @throws Refused if this person may not, the rollout has ended, people hold it already, or this
   *     account does
   */
  @Transactional
  public void place(String id, String reason, Actor actor) {
    RolloutRow rollout = rollouts.lock(id);
    Hold.Kind kind = kind(actor);
    if (kind == Hold.Kind.PERSON
        && !actor.is(Role.CHANGE_MANAGER, Role.ADMINISTRATOR)
        && !(actor.is(Role.REQUESTER) && actor.id().equals(rollout.createdBy()))) {
      throw Refused.forbidden(
          "Change managers, administrators, automation and %s, who asked for it, may pause this rollout."
              .formatted(rollout.createdBy()));
    }
    RolloutDesk.requireReason(reason);
    RolloutDesk.requireForward(rollout, "paused");
    for (Hold hold : store.of(id)) {
      if (hold.kind() == kind && (hold.liftedByPeople() || hold.owner().equals(actor.id()))) {
        throw Refused.conflict("Rollout %s is held already. %s".formatted(id, hold.sentence()));
      }
    }
    store.place(id, kind, actor.id(), reason);
    journal.tell(
        actor.id(), "rollout-paused", id, new Hold(kind, actor.id(), reason, null).sentence());
  }

  /**
   * Lifts what is this actor's to lift: its own hold for an account of automation, people's and
   * that of the deadline for a person. A rollout that is let go past its deadline has none.
   *
   * @throws Refused if this person may not, or nothing is held that is theirs to lift
   */
  @Transactional
  public void lift(String id, String reason, Actor actor) {
    boolean monitoring = kind(actor) == Hold.Kind.MONITORING;
    if (!monitoring) {
      RolloutDesk.requireManager(actor, "resume");
    }
    RolloutDesk.requireReason(reason);
    rollouts.lock(id);
    List<Hold> held = store.of(id);
    List<Hold> lifted =
        held.stream()
            .filter(
                h ->
                    monitoring
                        ? !h.liftedByPeople() && h.owner().equals(actor.id())
                        : h.liftedByPeople())
            .toList();
    if (held.isEmpty()) {
      throw Refused.conflict("Rollout %s is not paused.".formatted(id));
    }
    if (lifted.isEmpty()) {
      throw Refused.conflict(
          "%s %s"
              .formatted(
                  Sentence.of(sentences(held)),
                  monitoring
                      ? "A person lifts that, and the account that placed a hold its own."
                      : "The account that placed it lifts it; the rollout can be cancelled or rolled back all the same."));
    }
    boolean overdue = lifted.stream().anyMatch(h -> h.kind() == Hold.Kind.DEADLINE);
    if (overdue) {
      store.noDeadline(id);
    }
    lifted.forEach(hold -> store.lift(id, hold));
    List<Hold> left = store.of(id);
    journal.tell(
        actor.id(),
        left.isEmpty() ? "rollout-resumed" : "hold-lifted",
        id,
        "%s by %s: %s%s%s"
            .formatted(
                left.isEmpty() ? "Resumed" : "A hold is lifted",
                actor.id(),
                Sentence.of(reason),
                overdue ? " It has no deadline any more." : "",
                left.isEmpty() ? "" : " It stays held. " + sentences(left)));
  }

  /** Holds what is past its deadline, for a person to say whether it goes on. */
  void look() {
    for (String id : store.overdue()) {
      try {
        transaction.executeWithoutResult(t -> overdue(id));
      } catch (RuntimeException e) {
        log.atError()
            .addKeyValue("rollout", id)
            .setCause(e)
            .log("Rollout {} is past its deadline and could not be held; it is tried again.", id);
      }
    }
  }

  private void overdue(String id) {
    rollouts.lock(id);
    if (!store.overdue().contains(id)) {
      return;
    }
    String sentence =
        "The deadline, %s, has passed. Nothing further moves until a person resumes it, cancels it or rolls it back."
            .formatted(Moment.words(store.deadline(id)));
    store.place(id, Hold.Kind.DEADLINE, Actor.SYSTEM.id(), sentence);
    journal.tell(Actor.SYSTEM.id(), "deadline-passed", id, sentence);
  }

  /** What holds a rollout, for people. */
  String sentences(String id) {
    return sentences(store.of(id));
  }

  private static String sentences(List<Hold> holds) {
    return holds.stream().map(Hold::sentence).collect(Collectors.joining(" "));
  }

  private static Hold.Kind kind(Actor actor) {
    return actor.is(Role.AUTOMATION) ? Hold.Kind.MONITORING : Hold.Kind.PERSON;
  }
}
