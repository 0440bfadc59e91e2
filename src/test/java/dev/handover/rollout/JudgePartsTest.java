package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.health.Evidence;
import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.EvidenceLog;
import dev.handover.health.EvidenceStore;
import dev.handover.health.Marks;
import dev.handover.health.Measured;
import dev.handover.health.Strata;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

/** When the parts of a wave are looked at, and what follows from one that has failed. */
class JudgePartsTest extends PartsStage {

  private static final Duration SOAK = Duration.ofDays(1);
  private static final Evidence GOOD = wave(300, 0, 297, 3);
  private static final Strata BAD_MODEL = badModel(9);

  private final EvidenceStore evidence = mock(EvidenceStore.class);
  private final EvidenceLog looks = mock(EvidenceLog.class);

  @BeforeEach
  void aPilot() {
    rollout(RolloutState.PILOTING, "rollback");
    when(strata.of(any(), any())).thenReturn(Strata.NONE);
    when(looks.newest(PILOT)).thenReturn(Optional.empty());
    when(waves.move(any(), anyInt(), any(), any())).thenReturn(true);
    when(workflow.waveJudged(any(), any())).thenReturn(true);
  }

  @Test
  void while_nothing_is_to_be_decided_the_last_look_at_its_parts_speaks_for_them() {
    soaking();
    when(looks.newest(PILOT)).thenReturn(Optional.of(GOOD.with(BAD_MODEL)));

    judge(new Measured(GOOD, false, List.of()));

    verify(evidence, never()).measure(any(), any());
    verify(waves, never()).lookedAtStrata(any(), anyInt(), any());
    assertThat(seen().strata()).isEqualTo(BAD_MODEL);
  }

  @Test
  void parts_that_were_counted_are_judged() {
    soaking();
    when(strata.of(PILOT, inParts(GOOD))).thenReturn(BAD_MODEL);

    judge(inParts(GOOD));

    verify(waves).lookedAtStrata("R-1", 0, clock.instant());
    assertThat(seen().strata()).isEqualTo(BAD_MODEL);
  }

  @Test
  void before_a_wave_passes_they_are_counted_however_lately_they_were() {
    soaked();
    when(evidence.measure(clock.instant(), PILOT)).thenReturn(Optional.of(inParts(GOOD)));
    when(strata.of(PILOT, inParts(GOOD))).thenReturn(BAD_MODEL);

    judge(new Measured(GOOD, false, List.of()));

    verify(waves).lookedAtStrata("R-1", 0, clock.instant());
    verify(waves, never()).move(any(), anyInt(), eq(WaveState.PASSED), any());
  }

  @Test
  void a_part_that_goes_into_quarantine_leaves_the_decision_to_the_next_cycle() {
    soaked();
    when(strata.of(any(), any())).thenReturn(BAD_MODEL);
    when(quarantines.impose(any(), any(), any())).thenReturn(true);

    judge(inParts(GOOD));

    verify(waves, never()).move(any(), anyInt(), any(), any());
    verify(workflow, never()).waveJudged(any(), any());

    when(strata.of(any(), any())).thenReturn(Strata.NONE);
    judge(inParts(wave(294, 6, 294, 0)));

    verify(workflow).waveJudged("R-1", WaveCourse.PASSED);
  }

  @Test
  void a_part_that_is_too_large_for_quarantine_is_for_a_person_to_decide_on_after_the_soak() {
    soaking();
    when(strata.of(any(), any())).thenReturn(BAD_MODEL);
    when(quarantines.impose(any(), any(), any())).thenReturn(false);

    judge(inParts(GOOD));
    verify(workflow, never()).waveJudged(any(), any());
    verify(rollouts).waiting(eq("R-1"), eq("EVIDENCE"), any(), any());

    soaked();
    judge(inParts(GOOD));
    verify(waves).move(eq("R-1"), eq(0), eq(WaveState.HELD), any());
    verify(workflow).waveJudged("R-1", WaveCourse.ASK_UNDECIDED);
  }

  @Test
  void a_wave_that_has_failed_as_a_whole_puts_no_part_in_quarantine() {
    soaking();
    when(strata.of(any(), any())).thenReturn(BAD_MODEL);

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
    WaveRow wave =
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

  private Evidence seen() {
    ArgumentCaptor<Evidence> seen = ArgumentCaptor.forClass(Evidence.class);
    verify(looks).add(eq(PILOT), any(), seen.capture());
    return seen.getValue();
  }

  private static Measured inParts(Evidence whole) {
    return new Measured(whole, true, List.of());
  }

  private void judge(Measured seen) {
    when(evidence.measure(clock.instant())).thenReturn(Map.of(PILOT, seen));
    new Judge(
            evidence,
            mock(Marks.class),
            strata,
            looks,
            waves,
            rollouts,
            plans,
            signals,
            quarantines,
            mock(Rollback.class),
            workflow,
            mock(RolloutJournal.class),
            transaction,
            clock)
        .judge();
  }
}
