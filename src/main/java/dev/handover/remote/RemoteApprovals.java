package dev.handover.remote;

import static dev.handover.rollout.Outcome.APPROVE;
import static dev.handover.rollout.Outcome.REJECT;

import dev.handover.device.Device;
import dev.handover.device.Devices;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.security.Actor;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The approval of what destroys something, one method per step of its process. Every face ends
 * here, so the rules hold whichever way an answer comes.
 */
@Service
@Transactional
public class RemoteApprovals {

  /** The answers there are. */
  public static final List<Outcome> OUTCOMES = List.of(APPROVE, REJECT);

  private final RemoteStore store;
  private final Devices devices;
  private final Endings endings;
  private final RemoteJournal journal;
  private final Clock clock;

  RemoteApprovals(
      RemoteStore store, Devices devices, Endings endings, RemoteJournal journal, Clock clock) {
    this.store = store;
    this.devices = devices;
    this.endings = endings;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * A process begins for an action that waits for approval, and for none other.
   *
   * @return when it expires
   */
  public Instant begin(String key, String processInstanceId) {
    ActionRow row = store.lock(ActionKey.id(key));
    if (row.state() != Progress.AWAITING_APPROVAL || row.processInstanceId() != null) {
      throw Refused.conflict("Remote action %s waits for no process to approve it.".formatted(key));
    }
    store.begun(row.id(), processInstanceId);
    return row.expiresAt();
  }

  /** What a person needs to see to decide; changes nothing. */
  @Transactional(readOnly = true)
  public RemoteBrief brief(String key) {
    ActionRow row =
        store
            .find(ActionKey.id(key))
            .orElseThrow(() -> Refused.unknown("There is no remote action '%s'.".formatted(key)));
    return brief(row);
  }

  private RemoteBrief brief(ActionRow row) {
    return RemoteBriefs.of(row, device(row), store.stays(row.deviceId()));
  }

  private Device device(ActionRow row) {
    return devices
        .find(row.deviceId())
        .orElseThrow(() -> Refused.conflict("%s is no longer known.".formatted(row.deviceName())));
  }

  /**
   * Takes a decision down.
   *
   * @return whether it is approved
   * @throws Refused if this person may not, what was shown has changed, or the device has come into
   *     a rollout
   */
  public boolean decide(String key, Decision decision, Actor actor) {
    ActionRow row = store.lock(ActionKey.id(key));
    boolean approved = decision.outcome() == APPROVE;
    requireAllowed(row, decision, actor);
    if (approved) {
      requireFit(row, decision);
    }
    store.decided(
        row.id(),
        approved ? Progress.REQUESTED : Progress.REJECTED,
        actor.id(),
        decision.comment(),
        null,
        approved);
    journal.tell(
        actor.id(),
        approved ? "remote-action-approved" : "remote-action-rejected",
        row,
        "%s of %s: %s %s it: %s"
            .formatted(
                row.action().title(),
                row.deviceName(),
                actor.id(),
                decision.outcome().words(),
                decision.comment()));
    return approved;
  }

  private void requireAllowed(ActionRow row, Decision decision, Actor actor) {
    if (!RemoteRules.may(actor)) {
      throw Refused.forbidden(
          "%s may not decide this; change managers and administrators may.".formatted(actor.id()));
    }
    if (!OUTCOMES.contains(decision.outcome())) {
      throw Refused.invalid(
          "'%s' is no answer to this; it must be one of %s"
              .formatted(
                  decision.outcome().slug(),
                  OUTCOMES.stream().map(Outcome::slug).collect(Collectors.joining(", "))));
    }
    if (decision.outcome() == APPROVE && actor.id().equals(row.requestedBy())) {
      throw Refused.forbidden(
          "%s asked for this; it takes another person to approve it.".formatted(actor.id()));
    }
    if (decision.comment() == null) {
      throw Refused.invalid("A comment that says why is needed with this answer (comment).");
    }
    if (row.state() != Progress.AWAITING_APPROVAL) {
      throw Refused.conflict(
          "Remote action %s no longer waits for a decision.".formatted(row.key()));
    }
  }

  private void requireFit(ActionRow row, Decision decision) {
    if (!clock.instant().isBefore(row.expiresAt())) {
      throw Refused.conflict("The time to approve %s is over.".formatted(row.key()));
    }
    Device device = device(row);
    RemoteRules.requireCoManaged(device);
    RemoteRules.requireSettled(row.deviceName(), store.stays(row.deviceId()));
    if (!Objects.equals(device.intuneId(), row.intuneId())) {
      throw Refused.conflict(
          "%s has been enrolled anew since this was asked for; ask again."
              .formatted(row.deviceName()));
    }
    if (decision.evidenceHash() == null) {
      throw Refused.invalid("The hash of the evidence seen is needed (evidenceHash).");
    }
    if (!brief(row).evidenceHash().equals(decision.evidenceHash())) {
      throw Refused.conflict("The device has changed since it was shown; look at it again.");
    }
  }

  /**
   * Has an approved action sent; where the device has come into a rollout since, it ends here.
   *
   * @throws Refused if nobody else has approved it, whatever the process says
   */
  public void order(String key) {
    ActionRow row = store.lock(ActionKey.id(key));
    if (row.state() != Progress.REQUESTED
        || row.decidedBy() == null
        || row.decidedBy().equals(row.requestedBy())) {
      throw Refused.conflict(
          "Remote action %s is not approved by another person; nothing is sent.".formatted(key));
    }
    List<RemoteRules.Stay> stays = store.stays(row.deviceId());
    if (stays.isEmpty()) {
      store.order(row.id());
    } else {
      endings.end(
          row,
          Progress.FAILED,
          "Not sent: " + RemoteRules.unsettled(row.deviceName(), stays.get(0)));
    }
  }

  /** Nobody has approved it in time: it is refused. Repeating it changes nothing. */
  public void expire(String key) {
    ActionRow row = store.lock(ActionKey.id(key));
    if (row.state() != Progress.AWAITING_APPROVAL) {
      return;
    }
    store.decided(row.id(), Progress.EXPIRED, null, null, null, false);
    journal.tell(
        Actor.SYSTEM.id(),
        "remote-action-expired",
        row,
        "%s of %s: nobody has approved it in time; it is refused."
            .formatted(row.action().title(), row.deviceName()));
  }
}
