package dev.handover.rollout;

import dev.handover.device.DeviceCount;
import java.time.Clock;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * Newcomers of a wave to whom nobody agreed. What nobody agreed to does not move: where they alone
 * are asked about, a missing answer and a no leave them out, and the rollout is again what it was
 * before they joined. It asks about them no more.
 */
@Component
class NewcomersLeftOut {

  private final LateJoinerStore store;
  private final WaveStore waves;
  private final RolloutStore rollouts;
  private final ReadPlans plans;
  private final Scope scope;
  private final Approvals approvals;
  private final RolloutWorkflow workflow;
  private final RolloutJournal journal;
  private final Clock clock;

  NewcomersLeftOut(
      LateJoinerStore store,
      WaveStore waves,
      RolloutStore rollouts,
      ReadPlans plans,
      Scope scope,
      Approvals approvals,
      RolloutWorkflow workflow,
      RolloutJournal journal,
      Clock clock) {
    this.store = store;
    this.waves = waves;
    this.rollouts = rollouts;
    this.plans = plans;
    this.scope = scope;
    this.approvals = approvals;
    this.workflow = workflow;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * Whether a stage that waits for people would not, were it not for newcomers: policy asks nobody
   * about it, or they are the whole of a wave that follows those of the plan. Devices released from
   * quarantine are no newcomers: they were approved once, and have failed.
   */
  boolean aloneAsked(RolloutRow rollout, ApprovalStage stage, int no) {
    if (approvals.state(rollout, stage, no) != ApprovalState.MORE_APPROVALS
        || stage == ApprovalStage.START) {
      return false;
    }
    WaveRow wave = waves.get(rollout.id(), stage.opens(no));
    int newcomers = store.newcomers(rollout.id(), wave.no());
    return newcomers > 0
        && newcomers == wave.joined()
        && (approvals.byPolicy(rollout, stage, no) == 0 || follows(rollout, wave))
        && workflow.mayLeaveOut(rollout.id());
  }

  /**
   * Leaves them out of the wave that a stage opens, and takes back a wave that had no others;
   * repeating it changes nothing.
   *
   * @param rollout locked
   * @param why what became of the approval, as part of a sentence: {@code rejected by approver1}
   * @param action under which the journal tells it
   */
  void leave(
      RolloutRow rollout, ApprovalStage stage, int no, String why, String action, String actor) {
    String id = rollout.id();
    WaveRow wave = waves.get(id, stage.opens(no));
    int newcomers = store.newcomers(id, wave.no());
    if (newcomers == 0) {
      return;
    }
    String name = waves.name(id, wave.no());
    String them = newcomers == 1 ? "it" : "them";
    store.leaveOut(id, wave.no(), clock.instant());
    store.recount(id, wave.no(), -newcomers, -newcomers);
    if (follows(rollout, wave)) {
      store.remove(id, wave.no());
    }
    scope.fix(id);
    store.sealedWith(id, store.lastJoined(id));
    rollouts.waiting(id, "NEXT_STEP", "Goes on without the devices that nobody agreed to.", null);
    journal.tell(
        actor,
        action,
        id,
        "%s; %s. The rollout goes on without %s and does not ask again; the slider waits at Pilot Intune as long as it would move %s."
            .formatted(
                StringUtils.capitalize(why),
                newcomers == 1
                    ? "the device that had joined %s is left out and stays at Configuration Manager"
                        .formatted(name)
                    : "the %s devices that had joined %s are left out and stay at Configuration Manager"
                        .formatted(DeviceCount.number(newcomers), name),
                them,
                them));
  }

  private boolean follows(RolloutRow rollout, WaveRow wave) {
    return wave.joined() == wave.size() && wave.no() > plans.of(rollout).waves().size();
  }
}
