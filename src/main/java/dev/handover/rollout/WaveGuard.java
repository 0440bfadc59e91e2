package dev.handover.rollout;

import dev.handover.health.EvidenceJson;
import dev.handover.health.EvidenceStore;
import dev.handover.health.Guard;
import dev.handover.health.JudgedWave;
import dev.handover.health.Judgement;
import dev.handover.health.LastKnown;
import dev.handover.health.PassedWaves;
import dev.handover.health.SignalRegistry;
import dev.handover.health.StrataStore;
import dev.handover.health.StratumJudgement;
import dev.handover.health.Verdict;
import dev.handover.health.WaveKey;
import dev.handover.plan.OnVerdict;
import dev.handover.plan.Plan;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.security.Actor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Watches the waves that have passed. One that has regressed stops the rollout: what waits for
 * people is withdrawn, nobody further moves, and what follows is what follows a failed wave. Where
 * only a part of it has, that part is put in quarantine as in a wave that is judged, and the rest
 * goes on; a part that cannot be is the regression of the wave.
 */
@Component
class WaveGuard {

  private static final Logger log = LoggerFactory.getLogger(WaveGuard.class);

  /** What lets a rollout go on; asked again, with what is known then, if the risk is accepted. */
  private static final Set<TaskKind> GOING_ON =
      Set.of(TaskKind.APPROVE_EXPANSION, TaskKind.APPROVE_WAVE, TaskKind.MOVE_SLIDER);

  /**
   * Between two looks. A look reads all guarded devices, and waves are guarded for weeks; devices
   * report a few times a day, so that looking in every cycle would cost much and find little
   * sooner.
   */
  private static final Duration EVERY = Duration.ofMinutes(5);

  private final PassedWaves passed;
  private final EvidenceStore evidence;
  private final StrataStore strata;
  private final Quarantines quarantines;
  private final GuardStore looks;
  private final WaveStore waves;
  private final RolloutStore rollouts;
  private final ReadPlans plans;
  private final SignalRegistry signals;
  private final Approvals approvals;
  private final Rollback rollback;
  private final RolloutWorkflow workflow;
  private final RolloutJournal journal;
  private final TransactionTemplate transaction;
  private final Clock clock;

  /** Of this node; null before the first. */
  private Instant lastLook;

  WaveGuard(
      PassedWaves passed,
      EvidenceStore evidence,
      StrataStore strata,
      Quarantines quarantines,
      GuardStore looks,
      WaveStore waves,
      RolloutStore rollouts,
      ReadPlans plans,
      SignalRegistry signals,
      Approvals approvals,
      Rollback rollback,
      RolloutWorkflow workflow,
      RolloutJournal journal,
      TransactionTemplate transaction,
      Clock clock) {
    this.passed = passed;
    this.evidence = evidence;
    this.strata = strata;
    this.quarantines = quarantines;
    this.looks = looks;
    this.waves = waves;
    this.rollouts = rollouts;
    this.plans = plans;
    this.signals = signals;
    this.approvals = approvals;
    this.rollback = rollback;
    this.workflow = workflow;
    this.journal = journal;
    this.transaction = transaction;
    this.clock = clock;
  }

  void look() {
    Instant now = clock.instant();
    if (lastLook != null && !now.isBefore(lastLook) && now.isBefore(lastLook.plus(EVERY))) {
      return;
    }
    passed
        .changed(now)
        .forEach(
            (wave, known) -> {
              try {
                transaction.executeWithoutResult(t -> look(wave, known, now));
              } catch (RuntimeException e) {
                log.atError()
                    .addKeyValue("rollout", wave.rolloutId())
                    .setCause(e)
                    .log(
                        "Wave {} of {} could not be guarded; the next look tries again.",
                        wave.no(),
                        wave.rolloutId());
              }
            });
    lastLook = now;
  }

  private void look(WaveKey key, LastKnown known, Instant now) {
    RolloutRow rollout = rollouts.lock(key.rolloutId());
    WaveRow wave = waves.get(rollout.id(), key.no());
    if (!rollout.state().goesForward() || wave.state() != WaveState.PASSED) {
      return;
    }
    Plan plan = plans.of(rollout);
    LastKnown seen = known.with(strata.lastKnown(now, key, known.evidence()));
    Judgement judgement = Guard.judge(Judge.rules(plan, wave, signals), seen);
    List<JudgedWave> judged = List.of(new JudgedWave(key, seen.evidence(), judgement));
    evidence.raiseMaxLlr(judged);
    strata.raiseMaxLlr(judged);
    looks.looked(key, known, judgement.verdict(), EvidenceJson.write(seen.evidence(), judgement));
    Optional<StratumJudgement> worst = judgement.partToQuarantine();
    if (judgement.verdict() == Verdict.FAIL
        || worst.isPresent() && !quarantines.impose(rollout, wave, worst.get())) {
      regressed(
          rollout,
          plan,
          key,
          judgement.verdict() == Verdict.FAIL
              ? Judge.reasons(judgement)
              : Words.shortened(worst.get().sentence()));
    }
  }

  private void regressed(RolloutRow rollout, Plan plan, WaveKey wave, String why) {
    WaveCourse course = Judge.course(plan, rollout.onFailure(), Verdict.FAIL);
    String what = waves.name(rollout.id(), wave.no()) + " has regressed";
    waves.move(rollout.id(), wave.no(), WaveState.FAILED, List.of(WaveState.PASSED));
    looks.regressed(wave, why);
    journal.tell(
        Actor.SYSTEM.id(), "wave-regressed", rollout.id(), what + " since it passed. " + why);
    withdraw(rollout, course, what);
    if (course == WaveCourse.ROLL_BACK) {
      rollback.begin(rollout.id(), 0, Words.shortened(what + ". " + why), Actor.SYSTEM.id());
    } else if (Judge.planned(plan, Verdict.FAIL) == OnVerdict.ROLLBACK) {
      journal.rollbackHeld(rollout.id());
    }
    if (!workflow.waveRegressed(rollout.id(), wave.no(), course)) {
      throw new IllegalStateException("the process does not listen for regressions");
    }
  }

  /** Says who is no longer asked. Approvals that are not complete begin anew if it goes on. */
  private void withdraw(RolloutRow rollout, WaveCourse course, String what) {
    for (OpenTask task : workflow.tasks(rollout.id())) {
      if (GOING_ON.contains(task.kind()) || course == WaveCourse.ROLL_BACK) {
        journal.tell(
            Actor.SYSTEM.id(),
            "task-withdrawn",
            rollout.id(),
            "'%s' is withdrawn: %s. It was for %s%s.%s"
                .formatted(
                    task.kind().title(),
                    what,
                    String.join(" or ", task.candidateGroups()),
                    task.assignee() == null ? "" : "; %s had taken it".formatted(task.assignee()),
                    approved(rollout, task)));
      }
    }
    nextToApprove(rollout)
        .filter(no -> approvals.state(rollout, stage(no), from(no)) == ApprovalState.MORE_APPROVALS)
        .ifPresent(no -> waves.withdrawApprovals(rollout.id(), no));
  }

  private String approved(RolloutRow rollout, OpenTask task) {
    if (task.kind() != TaskKind.APPROVE_EXPANSION && task.kind() != TaskKind.APPROVE_WAVE) {
      return "";
    }
    int no = task.kind() == TaskKind.APPROVE_EXPANSION ? 1 : task.wave();
    List<String> given = approvals.given(rollout, stage(no), from(no));
    return " %s of the %d approvals needed%s."
        .formatted(
            given.isEmpty() ? "It had none" : "It had %d".formatted(given.size()),
            approvals.needed(rollout, stage(no), from(no)),
            given.isEmpty()
                ? ""
                : ", by %s, %s"
                    .formatted(
                        String.join(", ", given),
                        given.size() == 1 ? "which no longer counts" : "which no longer count"));
  }

  /** The first production wave that has not begun; the watch over production needs no approval. */
  private Optional<Integer> nextToApprove(RolloutRow rollout) {
    List<WaveRow> all = waves.all(rollout.id());
    return all.subList(0, all.size() - 1).stream()
        .filter(w -> w.state() == WaveState.PLANNED)
        .map(WaveRow::no)
        .findFirst();
  }

  /** The approval of the expansion is that of the first production wave. */
  private static ApprovalStage stage(int no) {
    return no == 1 ? ApprovalStage.EXPANSION : ApprovalStage.WAVE;
  }

  private static int from(int no) {
    return no == 1 ? 0 : no;
  }
}
