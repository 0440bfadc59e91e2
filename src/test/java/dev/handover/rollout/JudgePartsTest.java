package dev.handover.rollout;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.health.Evidence;
import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.EvidenceStore;
import dev.handover.health.Gate;
import dev.handover.health.GateRules;
import dev.handover.health.JudgedWave;
import dev.handover.health.Marks;
import dev.handover.health.Measured;
import dev.handover.health.Strata;
import dev.handover.health.WaveKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionCallback;

/** When the parts of a wave are looked at, and what follows from one that has failed. */
class JudgePartsTest extends PartsStage {

  private static final Duration SOAK = Duration.ofDays(1);
  private static final Evidence GOOD = wave(300, 0, 297, 3);
  private static final Strata BAD_MODEL = badModel(9);

  private final EvidenceStore evidence = mock(EvidenceStore.class);
  private final WaveLooks looks = mock(WaveLooks.class);
  private WaveRow wave;

  /** What is found once the parts are counted. */
  private Strata parts = Strata.NONE;

  @BeforeEach
  void aPilot() {
    rollout(RolloutState.PILOTING, "rollback");
    when(looks.take(any(), any()))
        .thenAnswer(call -> List.of(look(call.<Map<WaveKey, Measured>>getArgument(0).get(PILOT))));
    when(transaction.execute(any()))
        .thenAnswer(call -> call.<TransactionCallback<?>>getArgument(0).doInTransaction(null));
    when(waves.move(any(), anyInt(), any(), any())).thenReturn(true);
    when(workflow.waveJudged(any(), any())).thenReturn(true);
  }

  @Test
  void before_a_wave_passes_they_are_counted_however_lately_they_were() {
    soaked();
    when(evidence.measure(clock.instant(), PILOT)).thenReturn(Optional.of(inParts(GOOD)));
    parts = BAD_MODEL;

    judge(new Measured(GOOD, false, List.of()));

    verify(waves, never()).move(any(), anyInt(), eq(WaveState.PASSED), any());
  }

  @Test
  void a_part_that_goes_into_quarantine_leaves_the_decision_to_the_next_cycle() {
    soaked();
    parts = BAD_MODEL;
    when(quarantines.impose(any(), any(), any())).thenReturn(true);

    judge(inParts(GOOD));

    verify(waves, never()).move(any(), anyInt(), any(), any());
    verify(workflow, never()).waveJudged(any(), any());

    parts = Strata.NONE;
    judge(inParts(wave(294, 6, 294, 0)));

    verify(workflow).waveJudged("R-1", WaveCourse.PASSED);
  }

  @Test
  void a_part_that_is_too_large_for_quarantine_is_for_a_person_to_decide_on_after_the_soak() {
    soaking();
    parts = BAD_MODEL;
    when(quarantines.impose(any(), any(), any())).thenReturn(false);

    judge(inParts(GOOD));
    verify(workflow, never()).waveJudged(any(), any());
    verify(looks).sayWaiting(argThat(waiting -> waiting.size() == 1));

    soaked();
    judge(inParts(GOOD));
    verify(waves).move(eq("R-1"), eq(0), eq(WaveState.HELD), any());
    verify(workflow).waveJudged("R-1", WaveCourse.ASK_UNDECIDED);
  }

  @Test
  void a_wave_that_has_failed_as_a_whole_puts_no_part_in_quarantine() {
    soaking();
    parts = BAD_MODEL;

    judge(inParts(wave(300, 0, 200, 100)));

    verify(quarantines, never()).impose(any(), any(), any());
    verify(waves).move(eq("R-1"), eq(0), eq(WaveState.FAILED), any());
  }

  @Test
  void a_wave_wholly_in_quarantine_never_passes_and_is_for_a_person_to_decide_on() {
    soaked();

    judge(inParts(wave(0, 300, 0, 0)));

    verify(waves).move(eq("R-1"), eq(0), eq(WaveState.HELD), any());
    verify(workflow).waveJudged("R-1", WaveCourse.ASK_UNDECIDED);
  }

  private static Evidence wave(int cohort, int quarantined, int healthy, int unhealthy) {
    return new Evidence(
            cohort,
            0,
            cohort,
            cohort,
            List.of(new MetricEvidence("noncompliant", healthy, unhealthy, 0, 0, 0, 0, 0, null)),
            List.of())
        .withQuarantined(quarantined);
  }

  private void soaking() {
    started(clock.instant().minus(SOAK.dividedBy(2)));
  }

  private void soaked() {
    started(clock.instant().minus(SOAK));
  }

  private void started(Instant at) {
    wave =
        new WaveRow(
            "R-1",
            0,
            0,
            300,
            WaveState.SOAKING,
            SOAK,
            at,
            at,
            at.plus(SOAK.multipliedBy(3)),
            null,
            null,
            null,
            null,
            null,
            0);
    pilot(wave);
  }

  private WaveLook look(Measured measured) {
    GateRules rules = Judge.rules(plans.of(rollout), wave, signals);
    Evidence seen = measured.whole().with(measured.inParts() ? parts : Strata.NONE);
    return new WaveLook(
        rollout,
        wave,
        plans.of(rollout),
        new JudgedWave(PILOT, seen, Gate.judge(rules, seen, clock.instant())),
        measured.inParts(),
        !measured.inParts() && Gate.judge(rules, seen, clock.instant()).settled(),
        false);
  }

  private static Measured inParts(Evidence whole) {
    return new Measured(whole, true, List.of());
  }

  private void judge(Measured seen) {
    when(evidence.measure(clock.instant())).thenReturn(Map.of(PILOT, seen));
    new Judge(
            evidence,
            mock(Marks.class),
            looks,
            waves,
            rollouts,
            quarantines,
            mock(Rollback.class),
            workflow,
            mock(RolloutJournal.class),
            transaction,
            clock)
        .judge();
  }
}
