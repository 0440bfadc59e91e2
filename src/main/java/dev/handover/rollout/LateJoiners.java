package dev.handover.rollout;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.device.DeviceCount;
import dev.handover.health.SequentialTest;
import dev.handover.plan.MetricPolicy;
import dev.handover.plan.Plan;
import dev.handover.plan.Waves;
import dev.handover.security.Actor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Devices that come to match a plan after its scope was sealed, and those that leave a quarantine.
 * They join waves under the limits of all others, and at one moment only: when a wave is opened,
 * before anybody is asked to approve it, so that no approval ever moves a device of which it did
 * not speak.
 *
 * <p>A wave takes as many newcomers as keep it within its share of the population, and none where
 * with them it could not move at once. Approvals given before were given for less: they no longer
 * count, and the wave that is joined needs as many as the strictest stage before it.
 */
@Service
@Transactional
public class LateJoiners {

  /** Between two counts of a rollout: each reads all devices of which its plan speaks. */
  private static final Duration COUNT_EVERY = Duration.ofHours(1);

  private final LateJoinerStore store;
  private final Quarantines quarantines;
  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final ReadPlans plans;
  private final Readiness readiness;
  private final Scope scope;
  private final Flux flux;
  private final Approvals approvals;
  private final RolloutJournal journal;
  private final TransactionTemplate attempt;
  private final Clock clock;

  LateJoiners(
      LateJoinerStore store,
      Quarantines quarantines,
      RolloutStore rollouts,
      WaveStore waves,
      ReadPlans plans,
      Readiness readiness,
      Scope scope,
      Flux flux,
      Approvals approvals,
      RolloutJournal journal,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.store = store;
    this.quarantines = quarantines;
    this.rollouts = rollouts;
    this.waves = waves;
    this.plans = plans;
    this.readiness = readiness;
    this.scope = scope;
    this.flux = flux;
    this.approvals = approvals;
    this.journal = journal;
    this.clock = clock;
    this.attempt = new TransactionTemplate(transactions);
    this.attempt.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
  }

  /**
   * Counts, for one rollout at most, those that wait; which one it is, goes round. Without its
   * lock: what is counted is shown and decides nothing.
   */
  void notice() {
    store
        .lookedAtBefore(clock.instant().minus(COUNT_EVERY))
        .map(rollouts::get)
        .ifPresent(
            rollout -> counted(rollout, waiting(rollout, readiness.selection(plans.of(rollout)))));
  }

  /**
   * Lets those that wait join a production wave that is about to be opened. Repeating it finds
   * those that have come meanwhile.
   *
   * @throws IllegalStateException if the wave has begun: what people have approved is not added to
   */
  public void join(String id, int no) {
    Plan plan = plans.of(rollouts.get(id));
    // Before the lock: it reads every device, and whoever else wants the rollout would wait.
    Selection selection = readiness.selection(plan);
    RolloutRow rollout = rollouts.lock(id);
    if (no < 1 || waves.get(id, no).state() != WaveState.PLANNED) {
      throw new IllegalStateException(
          "Wave %d of rollout %s is not one that can be joined.".formatted(no, id));
    }
    int released = ifItCanMove(id, no, plan, () -> quarantines.rejoin(rollout, no));
    int waiting = waiting(rollout, selection);
    int room = room(rollout, plan, no, waiting);
    Set<String> leased = Readiness.leased(rollout.workload());
    int newcomers =
        room == 0
            ? 0
            : ifItCanMove(
                id,
                no,
                plan,
                () -> {
                  int joined = store.join(id, no, selection, leased, room);
                  scope.lease(id, leased);
                  return joined;
                });
    counted(rollout, waiting - newcomers);
    if (released + newcomers > 0) {
      store.recount(id, no, released + newcomers, newcomers);
      seal(rollout, no, released, newcomers);
    }
  }

  /**
   * Opens one more wave after the last, where those that wait are enough for it to pass. Fewer
   * would only end undecided.
   *
   * @param rollout locked
   * @param selection the devices that its plan speaks of
   * @return whether there is one more wave
   */
  boolean follow(RolloutRow rollout, Selection selection) {
    Plan plan = plans.of(rollout);
    int waiting = waiting(rollout, selection);
    int released = quarantines.released(rollout.id());
    int fewest =
        plan.gate().metrics().stream()
            .filter(m -> !m.advisory())
            .mapToInt(LateJoiners::fewest)
            .max()
            .orElse(1);
    if (waiting + released >= fewest) {
      join(rollout.id(), store.append(rollout.id(), plan.soak().wave()));
      return true;
    }
    counted(rollout, waiting);
    if (waiting + released > 0) {
      journal.tell(
          Actor.SYSTEM.id(),
          "late-joiners-too-few",
          rollout.id(),
          "%s no wave has moved, fewer than the %s that a wave needs to pass: where the slider goes to Intune it moves them, otherwise they stay as they are."
              .formatted(
                  DeviceCount.of(waiting + released, "device waits that", "devices wait that"),
                  DeviceCount.number(fewest)));
    }
    return false;
  }

  private static int fewest(MetricPolicy m) {
    return new SequentialTest(m.expected(), m.limit(), m.alpha(), m.beta()).fewestToPass();
  }

  /**
   * The waves of the plan must not come to a stop for late ones; a wave that follows has no other.
   */
  private int ifItCanMove(String id, int no, Plan plan, IntSupplier join) {
    return attempt.execute(
        status -> {
          int joined = join.getAsInt();
          if (joined > 0 && no <= plan.waves().size() && !flux.fits(waves.get(id, no))) {
            status.setRollbackOnly();
            return 0;
          }
          return joined;
        });
  }

  /**
   * How many newcomers keep a wave within its share; one that follows is as large as the largest.
   */
  private int room(RolloutRow rollout, Plan plan, int no, int waiting) {
    int most =
        no <= plan.waves().size()
            ? Waves.devices(plan.waves().get(no - 1), rollout.population() + waiting)
                - store.reached(rollout.id(), no)
            : waves.all(rollout.id()).stream()
                .filter(w -> w.no() >= 1 && w.no() < no)
                .mapToInt(WaveRow::size)
                .max()
                .orElse(0);
    return Math.max(0, Math.min(most, waiting));
  }

  private int waiting(RolloutRow rollout, Selection selection) {
    return store.waiting(rollout.id(), selection, Readiness.leased(rollout.workload()));
  }

  private void counted(RolloutRow rollout, int waiting) {
    store.counted(rollout.id(), waiting, clock.instant());
  }

  private void seal(RolloutRow before, int no, int released, int newcomers) {
    String id = before.id();
    List<String> approvers = store.approvers(id, before.scopeHash());
    scope.fix(id);
    store.sealedWith(id, no);
    RolloutRow now = rollouts.get(id);
    int needed = approvals.needed(now, no == 1 ? ApprovalStage.EXPANSION : ApprovalStage.WAVE, no);
    String who =
        released == 0
            ? DeviceCount.of(
                newcomers, "device that has come since joins", "devices that have come since join")
            : newcomers == 0
                ? DeviceCount.of(
                    released,
                    "device released from quarantine joins",
                    "devices released from quarantine join")
                : "%s and %s join"
                    .formatted(
                        DeviceCount.of(
                            newcomers,
                            "device that has come since",
                            "devices that have come since"),
                        DeviceCount.of(
                            released, "released from quarantine", "released from quarantine"));
    String what =
        approvers.isEmpty()
            ? ""
            : " What %s approved before was the rollout without them and no longer counts: %s."
                .formatted(
                    String.join(", ", approvers),
                    needed == 1 ? "1 person is asked anew" : needed + " people are asked anew");
    journal.tell(
        Actor.SYSTEM.id(),
        "scope-changed",
        id,
        "%s %s.%s".formatted(who, waves.name(id, no), what));
  }
}
