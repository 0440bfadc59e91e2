package dev.handover.remote;

import dev.handover.device.Device;
import dev.handover.device.Devices;
import dev.handover.estate.RemoteAction;
import dev.handover.remote.RemoteWorkflow.Question;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutDesk;
import dev.handover.rollout.Sentence;
import dev.handover.security.Actor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What people ask of remote actions, from whichever face: an action on a device, a decision. */
@Service
public class RemoteDesk {

  /** The process of an approval ends it by a timer; this long after, the watch does. */
  private static final Duration GRACE = Duration.ofHours(1);

  private final RemoteStore store;
  private final Devices devices;
  private final RemoteApprovals approvals;
  private final RemoteWorkflow workflow;
  private final RemoteSettings settings;
  private final RemoteJournal journal;
  private final Clock clock;

  RemoteDesk(
      RemoteStore store,
      Devices devices,
      RemoteApprovals approvals,
      RemoteWorkflow workflow,
      RemoteSettings settings,
      RemoteJournal journal,
      Clock clock) {
    this.store = store;
    this.devices = devices;
    this.approvals = approvals;
    this.workflow = workflow;
    this.settings = settings;
    this.journal = journal;
    this.clock = clock;
  }

  /** Whether somebody may ask for remote actions at all. */
  public static boolean may(Actor actor) {
    return RemoteRules.may(actor);
  }

  /** What an action does to a device, in a sentence. */
  public static String does(RemoteAction action) {
    return RemoteBriefs.does(action);
  }

  /**
   * What somebody could ask for on a device now.
   *
   * @param waits why what destroys something is not among it; null where it is, or never could be
   */
  public record Offer(List<RemoteAction> actions, String waits) {}

  /** Only to show it; what is asked for is checked when it is. */
  @Transactional(readOnly = true)
  public Offer offer(Device device, Actor actor) {
    if (!RemoteRules.may(actor) || !RemoteRules.coManaged(device)) {
      return new Offer(List.of(), null);
    }
    List<ActionRow> outstanding = store.outstanding(device.id());
    List<RemoteRules.Stay> stays = store.stays(device.id());
    List<RemoteAction> offered =
        Arrays.stream(RemoteAction.values())
            .filter(action -> !action.destructive() || stays.isEmpty())
            .filter(action -> RemoteRules.inTheWay(action, outstanding).isEmpty())
            .toList();
    return new Offer(
        offered, stays.isEmpty() ? null : RemoteRules.unsettled(device.name(), stays.get(0)));
  }

  /**
   * Asks for an action on a device. What destroys something waits for the approval of another
   * person; the rest is sent in the next cycle of the watch.
   *
   * @return the action's key
   * @throws Refused if this person may not, or the device is not fit for it
   */
  @Transactional
  public String ask(long deviceId, RemoteAction action, String reason, Actor actor) {
    RemoteRules.requireMay(actor);
    RolloutDesk.requireReason(reason);
    Device device =
        devices
            .find(deviceId)
            .orElseThrow(() -> Refused.unknown("There is no device %d.".formatted(deviceId)));
    RemoteRules.requireCoManaged(device);
    RemoteRules.requireNothingInTheWay(device, action, store.outstanding(deviceId));
    if (action.destructive()) {
      RemoteRules.requireSettled(device.name(), store.stays(deviceId));
    }
    if (action == RemoteAction.RESTART) {
      WaveActions.requireRoom(settings, store, 1);
    }
    Instant now = clock.instant();
    Instant expires = action.destructive() ? now.plus(settings.approveWithin()) : null;
    Instant due = expires == null ? now : expires.plus(GRACE);
    long id = store.insert(device, action, actor.id(), reason, expires, due);
    ActionRow row = store.find(id).orElseThrow();
    journal.tell(
        actor.id(),
        expires == null ? "remote-action-requested" : "remote-approval-opened",
        row,
        "%s of %s, asked for by %s: %s"
            .formatted(
                action.title(),
                device.name(),
                actor.id(),
                expires == null
                    ? reason
                    : Sentence.of(reason) + " Another person has to approve it."));
    if (expires != null) {
      workflow.begin(row.key());
    }
    return row.key();
  }

  public List<Question> questions(Actor actor) {
    return workflow.questions(actor);
  }

  /** Empty where the task is not open, or is none of a remote action's. */
  public Optional<Question> question(String taskId) {
    return workflow.question(taskId);
  }

  /** What a person needs to see to decide. */
  public RemoteBrief brief(String key) {
    return approvals.brief(key);
  }

  /** See {@link RemoteApprovals#decide} for what may be refused. */
  @Transactional
  public void decide(String taskId, Decision decision, Actor actor) {
    workflow.answer(taskId, decision, actor);
  }
}
