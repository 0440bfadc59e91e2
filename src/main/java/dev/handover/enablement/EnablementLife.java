package dev.handover.enablement;

import static dev.handover.rollout.Outcome.APPROVE;
import static dev.handover.rollout.Outcome.EXTEND;
import static dev.handover.rollout.Outcome.KEEP;
import static dev.handover.rollout.Outcome.PUT_BACK;
import static dev.handover.rollout.Outcome.REJECT;
import static dev.handover.rollout.Outcome.WIDEN;

import dev.handover.device.DeviceCount;
import dev.handover.estate.AutoEnrolment;
import dev.handover.estate.ConfigMgrSite;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.rollout.Sentence;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The steps of an enablement, one method each, called by the process as its diagram shows. Every
 * face ends here, so the rules hold whichever way an answer comes.
 */
@Service
@Transactional
public class EnablementLife {

  private final EnablementStore store;
  private final EnrolmentOrders orders;
  private final EnrolmentCandidates candidates;
  private final EnrolmentDevices devices;
  private final EnrolmentReading reading;
  private final EnablementBriefs briefs;
  private final EnablementJournal journal;
  private final ConfigMgrSite site;
  private final Clock clock;

  EnablementLife(
      EnablementStore store,
      EnrolmentOrders orders,
      EnrolmentCandidates candidates,
      EnrolmentDevices devices,
      EnrolmentReading reading,
      EnablementBriefs briefs,
      EnablementJournal journal,
      ConfigMgrSite site,
      Clock clock) {
    this.store = store;
    this.orders = orders;
    this.candidates = candidates;
    this.devices = devices;
    this.reading = reading;
    this.briefs = briefs;
    this.journal = journal;
    this.site = site;
    this.clock = clock;
  }

  /**
   * A process begins for an enablement that has none yet.
   *
   * @return until when it has to be confirmed
   */
  public Instant begin(String id, String processInstanceId) {
    EnablementRow row = store.lock(id);
    if (row.state() != EnablementState.CONFIRMING || row.processInstanceId() != null) {
      throw Refused.conflict("Enablement %s waits for no process.".formatted(id));
    }
    store.begun(id, processInstanceId);
    return row.confirmBy();
  }

  /** A person is asked from now on: it says so, and is told once. */
  public EnablementBrief ask(String id, EnablementKind kind) {
    EnablementRow row = store.lock(id);
    EnablementBrief brief = brief(row, kind);
    store.state(id, kind.state());
    journal.tell(
        Actor.SYSTEM.id(),
        "enablement-task-opened",
        id,
        "%s. A person is asked.%s"
            .formatted(brief.title(), row.sentence() == null ? "" : " " + row.sentence()));
    return brief;
  }

  /** What a person needs to see; changes nothing. */
  @Transactional(readOnly = true)
  public EnablementBrief brief(String id, EnablementKind kind) {
    return brief(store.get(id), kind);
  }

  private EnablementBrief brief(EnablementRow row, EnablementKind kind) {
    return briefs.of(row, kind);
  }

  /**
   * Takes an answer down and carries out what follows from it.
   *
   * @return what the process goes on with, a slug
   * @throws Refused if this person may not, what was shown has changed, or the answer makes no
   *     sense
   */
  public String decide(String id, EnablementKind kind, Decision decision, Actor actor) {
    EnablementRow row = store.lock(id);
    requireAllowed(row, kind, decision, actor);
    Outcome outcome = decision.outcome();
    if (outcome == APPROVE || outcome == WIDEN || outcome == KEEP) {
      requireSeen(decision, brief(row, kind).evidenceHash());
    }
    String said =
        "%s %s%s"
            .formatted(
                actor.id(),
                outcome.words(),
                decision.comment() == null ? "." : ": " + decision.comment());
    if (outcome == APPROVE) {
      store.confirmed(id, actor.id());
    } else if (outcome == WIDEN) {
      widen(row);
    } else if (outcome == EXTEND) {
      store.deadline(id, clock.instant().plus(row.within()));
      store.state(
          id,
          orders.openSince(id).isPresent() ? EnablementState.SETTING : EnablementState.ENROLLING);
    } else if (outcome == REJECT || outcome == PUT_BACK) {
      store.sentence(id, said);
    } else if (kind == EnablementKind.PUT_ENROLMENT_BACK) {
      orders.saidDone(id);
    }
    journal.tell(
        actor.id(),
        outcome == APPROVE ? "enablement-confirmed" : "enablement-decided",
        id,
        "Automatic enrolment, %s: %s".formatted(row.stage().title(), said));
    return outcome.slug();
  }

  private void widen(EnablementRow row) {
    if (row.stage() != AutoEnrolment.PILOT || row.goal() != AutoEnrolment.ALL) {
      throw Refused.conflict(
          "Enablement %s was asked for up to %s; it is not widened further."
              .formatted(row.id(), row.goal().title()));
    }
    if (row.verdict() != EnrolmentVerdict.Verdict.PASSED) {
      throw Refused.conflict(
          "The pilot has not passed, so it is not widened: wait longer, keep it at the pilot, or put it back.");
    }
    store.stage(row.id(), AutoEnrolment.ALL);
  }

  private static void requireAllowed(
      EnablementRow row, EnablementKind kind, Decision decision, Actor actor) {
    if (!actor.is(Role.CHANGE_MANAGER, Role.ADMINISTRATOR)) {
      throw Refused.forbidden(
          "%s may not decide this; change managers and administrators may.".formatted(actor.id()));
    }
    if (!kind.outcomes().contains(decision.outcome())) {
      throw Refused.invalid(
          "'%s' is no answer to this; it must be one of %s"
              .formatted(
                  decision.outcome().slug(),
                  kind.outcomes().stream().map(Outcome::slug).collect(Collectors.joining(", "))));
    }
    if (kind.atTheConsole()) {
      return;
    }
    if (actor.id().equals(row.requestedBy())) {
      throw Refused.forbidden(
          "%s asked for this enablement; it takes another person to decide on it."
              .formatted(actor.id()));
    }
    if (decision.comment() == null) {
      throw Refused.invalid("A comment that says why is needed with this answer (comment).");
    }
    if (row.state() != kind.state()) {
      throw Refused.conflict(
          "Enablement %s no longer waits for this decision.".formatted(row.id()));
    }
  }

  private static void requireSeen(Decision decision, String evidence) {
    if (decision.evidenceHash() == null) {
      throw Refused.invalid("The hash of the evidence seen is needed (evidenceHash).");
    }
    if (!evidence.equals(decision.evidenceHash())) {
      throw Refused.conflict("This has changed since it was shown; look at it again.");
    }
  }

  /**
   * Orders automatic enrolment to what the stage asks for, and notes who is to enrol.
   *
   * @return whether Handover sets it, else a person does: {@code automatic} or {@code person}
   * @throws Refused if nobody else has confirmed it, whatever the process says
   */
  public String order(String id) {
    EnablementRow row = store.lock(id);
    if (row.confirmedBy() == null || row.confirmedBy().equals(row.requestedBy())) {
      throw Refused.conflict(
          "Enablement %s is not confirmed by another person; nothing is set.".formatted(id));
    }
    boolean automatic = site.canSetAutoEnrolment();
    orders.order(id, row.stage(), row.collection(), false, automatic);
    int noted = candidates.begin(id, row.stage(), row.collection());
    store.deadline(id, clock.instant().plus(row.within()));
    store.state(id, EnablementState.SETTING);
    journal.tell(
        Actor.SYSTEM.id(),
        "enablement-ordered",
        id,
        "Automatic enrolment is to become %s, set by %s; %d devices more are watched."
            .formatted(
                SiteSetting.words(row.stage(), row.collectionName()),
                automatic ? "Handover" : "a person",
                noted));
    return automatic ? "automatic" : "person";
  }

  /**
   * Orders automatic enrolment back to what it was before.
   *
   * @return as {@link #order}; {@code nothing} where nothing was ever set
   */
  public String orderBack(String id) {
    EnablementRow row = store.lock(id);
    store.state(id, EnablementState.PUTTING_BACK);
    if (!orders.any(id)) {
      return "nothing";
    }
    boolean automatic = site.canSetAutoEnrolment();
    orders.order(id, row.beforeSetting(), row.beforeCollection(), true, automatic);
    return automatic ? "automatic" : "person";
  }

  public void complete(String id) {
    EnablementRow row = store.lock(id);
    EnrolmentCounts counts = devices.counts(row);
    devices.keep(row);
    store.state(id, EnablementState.ENABLED);
    journal.tell(
        Actor.SYSTEM.id(),
        "enablement-completed",
        id,
        "Automatic enrolment is %s. %d devices have enrolled, %d are still trying, %d do not or cannot."
            .formatted(
                SiteSetting.words(row.stage(), row.collectionName()),
                counts.enrolled(),
                counts.trying(),
                counts.cannot()));
  }

  /** It has ended and automatic enrolment is what it was. */
  public void cancel(String id) {
    EnablementRow row = store.lock(id);
    String why = Optional.ofNullable(row.sentence()).orElse("Nobody has confirmed it in time.");
    EnrolmentCounts counts = devices.counts(row);
    String ended =
        "%s Automatic enrolment is %s, as before.%s"
            .formatted(
                Sentence.of(why),
                reading.setting().map(SiteSetting::words).orElse("not known"),
                counts.enrolled() == 0
                    ? ""
                    : " %s enrolled."
                        .formatted(
                            DeviceCount.of(
                                counts.enrolled(),
                                "device that has enrolled stays",
                                "devices that have enrolled stay")));
    devices.keep(row);
    store.sentence(id, ended);
    store.state(id, EnablementState.CANCELLED);
    journal.tell(Actor.SYSTEM.id(), "enablement-cancelled", id, ended);
  }
}
